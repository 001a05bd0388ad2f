#pragma once

#include <array>

namespace atmqtt::device {

/// What the host sets in the device, each member named after its command. Those that say nothing of
/// an effect are stored, so that they can be read.
struct Registers {
  int creg = 0;    ///< <n> of +CREG: 1 reports the registration as it changes, 2 the cell too
  int cgreg = 0;   ///< the same of +CGREG
  int cereg = 0;   ///< the same of +CEREG
  int cnsmod = 0;  ///< 1 reports the network mode as it changes
  int csclk = 0;   ///< sleep mode
  int cmgf = 0;    ///< message format: 0 PDU, 1 text
  int cscs = 0;    ///< character set, in the order of +CSCS=?
  std::array<int, 5> cnmi = {2, 1, 0, 0, 0};  ///< new message indications
};

}  // namespace atmqtt::device
