#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atmqtt::io {

/// The addresses of a name in the system's order of preference, or why there are none, in words.
using ResolveResult = tl::expected<std::vector<boost::asio::ip::address>, std::string>;

/// Looks names up without blocking a loop. The system's look-up blocks, so it runs in threads, at
/// most limits::lookup_thread_count_max, started when needed; those who ask for the same name at
/// the same time share one look-up. May be used by several loops, each from its own thread.
class Resolver {
  class Lookups;

 public:
  using Callback = std::function<void(const ResolveResult&)>;
  /// Asks the system; replaced in tests.
  using SystemLookup = std::function<ResolveResult(const std::string& name)>;

  /// An asked question. Letting go of it withdraws it: the callback is not called any more.
  class Request {
   public:
    Request() = default;
    Request(std::shared_ptr<Lookups> lookups, std::uint64_t id)
        : lookups_(std::move(lookups)), id_(id) {}
    Request(Request&& other) noexcept = default;
    Request& operator=(Request&& other) noexcept;
    ~Request();

   private:
    std::shared_ptr<Lookups> lookups_;
    std::uint64_t id_ = 0;
  };

  Resolver();
  explicit Resolver(SystemLookup system_lookup);

  /// Calls `callback` in the loop of `context`, never from within this call. A numeric address is
  /// its own result and needs no thread. There is no time limit: whoever has one lets go of the
  /// request. Needs: the request ends before the context.
  [[nodiscard]] Request resolve(boost::asio::io_context& context, const std::string& name,
                                Callback callback);

 private:
  // Shared with the threads. One of them may be inside the system's look-up, which cannot be
  // stopped, when the process ends; so they are never waited for, and what they use must outlive
  // us.
  std::shared_ptr<Lookups> lookups_;
};

}  // namespace atmqtt::io
