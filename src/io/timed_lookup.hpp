#pragma once

#include "io/async_object.hpp"
#include "io/event_loop.hpp"
#include "io/resolver.hpp"
#include "io/timer.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace atmqtt::io {

/// The time that the look-up of a name may take (D5).
inline constexpr std::chrono::seconds lookup_time_max(20);

/// The look-up of one name, with a time limit.
class TimedLookup final : public AsyncObject {
 public:
  /// Gets at least one address, or a sentence that names the host. Called once; it may let go of
  /// the look-up.
  using Callback = std::function<void(const ResolveResult&)>;

  /// Begins. Never calls the callback from within.
  TimedLookup(EventLoop& loop, const std::string& host,
              std::chrono::steady_clock::duration time_max, Callback callback);

 private:
  void retire() override;
  void on_resolved(const ResolveResult& result);

  std::string host_;
  Callback callback_;
  Timer timer_;
  Resolver::Request request_;
  bool is_answered_ = false;
};

}  // namespace atmqtt::io
