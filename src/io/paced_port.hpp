#pragma once

#include "base/octet_queue.hpp"
#include "io/dte_port.hpp"
#include "io/event_loop.hpp"
#include "io/pacer.hpp"
#include "io/timer.hpp"

namespace atmqtt::io {

/// Another port made as slow as a UART, in both directions at once. Flow control holds the DTE
/// meanwhile. Nothing is lost by it: what a DTE has sent before it closes arrives without delay.
/// Between octets an armed timer is waited for; an idle port has none.
class PacedPort final : public DtePort, private DteListener {
 public:
  PacedPort(EventLoop& loop, AsyncPtr<DtePort> port, unsigned baud);

  void start(DteListener& listener) override;
  std::size_t write(std::string_view octets) override;
  void set_reading(bool is_reading) override;
  std::string description() const override { return port_->description(); }
  std::string address() const override { return port_->address(); }

 private:
  enum class Output : unsigned char {
    idle,     ///< the modem has nothing to write
    timed,    ///< octets are on the line; the timer tells when they have passed
    blocked,  ///< the port takes none
  };

  void retire() override;

  void on_dte_opened() override { listener_->on_dte_opened(); }
  void on_dte_octets(std::string_view octets) override;
  void on_dte_writable() override;
  void on_dte_input_ended() override { listener_->on_dte_input_ended(); }
  void on_dte_closed() override;
  void on_port_ended(PortEnd end) override { listener_->on_port_ended(end); }

  void wait_for_output(std::size_t waiting);
  void start_input();
  void wait_for_input();
  void tell_input(std::size_t count);
  void settle_reading();

  EventLoop& loop_;
  AsyncPtr<DtePort> port_;
  DteListener* listener_ = nullptr;
  Pacer output_pacer_;
  Pacer input_pacer_;
  Timer output_timer_;
  Timer input_timer_;
  OctetQueue input_;  ///< octets on the line from the DTE; at most one read
  Output output_ = Output::idle;
  bool is_reading_ = true;
};

}  // namespace atmqtt::io
