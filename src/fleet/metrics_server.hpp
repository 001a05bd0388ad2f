#pragma once

#include "io/acceptor.hpp"
#include "io/event_loop.hpp"

#include <functional>
#include <memory>
#include <string>

namespace atmqtt::fleet {

/// Answers GET /metrics over HTTP with a text that is made anew each time.
class MetricsServer final : public io::AcceptorListener {
 public:
  /// Needs: the server outlives the running of the loop.
  MetricsServer(io::EventLoop& loop, io::AsyncPtr<io::Acceptor> acceptor,
                std::function<std::string()> make_text);

  void start() { acceptor_->start(*this); }

  /// Where it can be asked: HOST:PORT.
  [[nodiscard]] std::string address() const { return acceptor_->address(); }

 private:
  class Session;

  void on_connection(io::UniqueFd connection) override;

  io::EventLoop& loop_;
  io::AsyncPtr<io::Acceptor> acceptor_;
  std::function<std::string()> make_text_;
  std::shared_ptr<void> sessions_ = std::make_shared<char>();  ///< held by each of them
};

}  // namespace atmqtt::fleet
