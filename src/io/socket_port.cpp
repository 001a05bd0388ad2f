#include "io/socket_port.hpp"

#include "io/connection_port.hpp"
#include "io/log.hpp"

namespace atmqtt::io {
namespace {

class SocketPort final : public ConnectionPort, public AcceptorListener {
 public:
  SocketPort(EventLoop& loop, AsyncPtr<Acceptor> acceptor)
      : ConnectionPort(loop), acceptor_(std::move(acceptor)) {}

  void start(DteListener& listener) override {
    ConnectionPort::start(listener);
    acceptor_->start(*this);
  }

  std::string description() const override { return acceptor_->description(); }
  std::string address() const override { return acceptor_->address(); }

 private:
  void retire() override {
    acceptor_.reset();
    ConnectionPort::retire();
  }

  void on_connection(UniqueFd connection) override {
    if (is_attached()) {
      log_warning(acceptor_->description() + ": a second DTE was closed, one is attached");
      return;
    }
    attach(std::move(connection));
  }

  AsyncPtr<Acceptor> acceptor_;
};

}  // namespace

AsyncPtr<DtePort> make_socket_port(EventLoop& loop, AsyncPtr<Acceptor> acceptor) {
  return make_async<SocketPort>(loop, std::move(acceptor));
}

}  // namespace atmqtt::io
