#pragma once

#include "io/dte_port.hpp"

#include <string>
#include <string_view>

namespace atmqtt::io {

/// Writes down what a port tells: "+" opened, "-" closed, "." input ended, "!" port ended, octets
/// as they are.
class DteRecorder final : public DteListener {
 public:
  std::string log;
  int writable_count = 0;
  PortEnd end = PortEnd::done;

  void on_dte_opened() override { log += '+'; }
  void on_dte_octets(std::string_view octets) override { log += octets; }
  void on_dte_writable() override { ++writable_count; }
  void on_dte_input_ended() override { log += '.'; }
  void on_dte_closed() override { log += '-'; }
  void on_port_ended(PortEnd how) override {
    log += '!';
    end = how;
  }
};

}  // namespace atmqtt::io
