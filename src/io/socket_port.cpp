#include "io/socket_port.hpp"

#include "io/channel.hpp"
#include "io/log.hpp"

namespace atmqtt::io {
namespace {

class SocketPort final : public DtePort, public AcceptorListener, public ChannelListener {
 public:
  SocketPort(EventLoop& loop, AsyncPtr<Acceptor> acceptor)
      : loop_(loop), acceptor_(std::move(acceptor)) {}

  void start(DteListener& listener) override {
    listener_ = &listener;
    acceptor_->start(*this);
  }

  std::size_t write(std::string_view octets) override {
    return channel_ ? channel_->write(octets) : octets.size();
  }

  void set_reading(bool is_reading) override {
    is_reading_ = is_reading;
    if (channel_) channel_->set_reading(is_reading);
  }

  std::string description() const override { return acceptor_->description(); }

 private:
  void retire() override {
    acceptor_.reset();
    channel_.reset();
  }

  void on_connection(UniqueFd connection) override {
    if (channel_) {
      log_warning(acceptor_->description() + ": a second DTE was closed, one is attached");
      return;
    }
    channel_ = make_async<Channel>(loop_, *this, std::move(connection));
    channel_->set_reading(is_reading_);
    listener_->on_dte_opened();
  }

  void on_channel_octets(std::string_view octets) override { listener_->on_dte_octets(octets); }
  void on_channel_writable() override { listener_->on_dte_writable(); }

  // Nobody is left to read the answers; what the DTE sent last is type-ahead at most.
  void on_channel_write_failed(std::error_code) override { on_channel_end({}); }

  void on_channel_end(std::error_code) override {
    channel_.reset();
    listener_->on_dte_closed();
  }

  EventLoop& loop_;
  AsyncPtr<Acceptor> acceptor_;
  AsyncPtr<Channel> channel_;
  DteListener* listener_ = nullptr;
  bool is_reading_ = true;
};

}  // namespace

AsyncPtr<DtePort> make_socket_port(EventLoop& loop, AsyncPtr<Acceptor> acceptor) {
  return make_async<SocketPort>(loop, std::move(acceptor));
}

}  // namespace atmqtt::io
