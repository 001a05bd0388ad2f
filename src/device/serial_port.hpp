#pragma once

#include "atmqtt/action.hpp"

#include <vector>

namespace atmqtt::device {

/// The module's UART: what +IPR, +IPREX and +IFC set. It reaches the line when the port is a serial
/// one.
class SerialPort {
 public:
  /// As the port was opened. `actions` must outlive it.
  SerialPort(const SerialLine& opened, std::vector<Action>& actions)
      : opened_(opened),
        line_(opened),
        kept_baud_(opened.baud),
        dce_by_dte_(opened.rts_cts ? flow_rts_cts : 0),
        dte_by_dce_(dce_by_dte_),
        actions_(actions) {}

  static constexpr int flow_rts_cts = 2;

  /// The speed until the next reset, and the one from then on.
  [[nodiscard]] int baud() const { return line_.baud; }
  [[nodiscard]] int kept_baud() const { return kept_baud_; }
  void set_baud(int baud) { change({baud, line_.rts_cts}); }
  void keep_baud(int baud) {
    kept_baud_ = baud;
    set_baud(baud);
  }

  /// Who holds whom: 0 nothing, 2 the lines RTS and CTS. A UART has both or neither.
  [[nodiscard]] int dce_by_dte() const { return dce_by_dte_; }
  [[nodiscard]] int dte_by_dce() const { return dte_by_dce_; }
  void set_flow_control(int dce_by_dte, int dte_by_dce) {
    dce_by_dte_ = dce_by_dte;
    dte_by_dce_ = dte_by_dce;
    const SerialLine line{line_.baud, dce_by_dte == flow_rts_cts || dte_by_dce == flow_rts_cts};
    if (line != line_) change(line);
  }

  /// A reset brings back the speed of +IPREX and the flow control that the port was opened with.
  void take_over(const SerialPort& before) {
    kept_baud_ = before.kept_baud_;
    opened_ = before.opened_;
    dce_by_dte_ = dte_by_dce_ = opened_.rts_cts ? flow_rts_cts : 0;
    line_ = before.line_;
    const SerialLine line{kept_baud_, opened_.rts_cts};
    if (line != line_) change(line);
  }

 private:
  /// Also when it is the same: the host may have been wrong about the line.
  void change(const SerialLine& line) {
    line_ = line;
    actions_.push_back(SetSerialLine{line});
  }

  SerialLine opened_;
  SerialLine line_;
  int kept_baud_;
  int dce_by_dte_;
  int dte_by_dce_;
  std::vector<Action>& actions_;
};

}  // namespace atmqtt::device
