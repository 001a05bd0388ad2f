#pragma once

#include "atmqtt/time.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

namespace atmqtt {

/// The answer to LookUpName.
struct NameFound {
  std::vector<std::string> addresses;  ///< in text, the preferred first; at least one
};

/// The other answer to LookUpName.
struct NameNotFound {
  std::string reason;  ///< the resolver's words
};

/// The first answer to StartPing: requests are on their way to this address. One PingReply or
/// PingLost follows for each of them.
struct PingStarted {
  std::string address;
};

/// The other answer to StartPing: nothing is sent.
struct PingFailed {
  std::string reason;  ///< what is missing, in words
};

/// The answer to a request has come.
struct PingReply {
  Duration round_trip{};
  int ttl{};
};

/// A request was not answered in its time.
struct PingLost {};

/// The answer to AskTime.
struct TimeTold {
  std::chrono::sys_seconds utc{};
};

/// Why the time is not told.
enum class TimeFailure : unsigned char {
  network,    ///< the server cannot be reached
  no_answer,  ///< it does not answer in time
  refused,    ///< it answers that it does not know the time
};

/// The other answer to AskTime.
struct TimeNotTold {
  TimeFailure failure{};
  std::string reason;
};

/// What comes back from the network on what the modem has asked besides its links.
using NetworkEvent = std::variant<NameFound, NameNotFound, PingStarted, PingFailed, PingReply,
                                  PingLost, TimeTold, TimeNotTold>;

}  // namespace atmqtt
