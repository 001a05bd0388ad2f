#pragma once

#include <array>

namespace atmqtt::device {

/// What the host sets in the device, each member named after its command. Those that say nothing of
/// an effect are stored, so that they can be read.
struct Registers {
  int creg = 0;         ///< <n> of +CREG: 1 reports the registration as it changes, 2 the cell too
  int cgreg = 0;        ///< the same of +CGREG
  int cereg = 0;        ///< the same of +CEREG
  int cnsmod = 0;       ///< 1 reports the network mode as it changes
  int ctzu = 0;         ///< 1 sets the clock by the network's time
  int ctzr = 0;         ///< 1 reports the network's time zone
  int csclk = 0;        ///< sleep mode
  int cmgf = 0;         ///< message format: 0 PDU, 1 text
  int cscs = 0;         ///< character set, in the order of +CSCS=?
  int cipmode = 0;      ///< 1 is transparent
  int cipsendmode = 0;  ///< 1 waits for the server's acknowledgement
  int ciprxget = 0;     ///< 1 is that the host fetches what has come
  std::array<int, 5> cnmi = {2, 1, 0, 0, 0};  ///< new message indications
  std::array<int, 2> icf = {3, 3};  ///< 8 data bits, no parity, 1 stop bit; <parity> has no effect
  std::array<int, 3> ciptimeout = {120000, 120000,
                                   120000};  ///< of NETOPEN, CIPOPEN, CIPSEND, in ms
  /// NmRetry, DelayTm, Ack, errMode, HeaderType, AsyncMode, TimeoutVal
  std::array<int, 7> cipccfg = {10, 0, 0, 1, 0, 0, 500};
};

}  // namespace atmqtt::device
