#pragma once

#include "atmqtt/time.hpp"
#include "fleet/latency.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>

namespace atmqtt::fleet {

/// What kind of thing has gone wrong, and at which line of the script.
struct Fault {
  enum class Kind : unsigned char {
    wrong_answer,
    late_answer,      ///< none in the time that the script gives
    not_connected,    ///< CONNECT has another result than 0
    connection_lost,  ///< +CMQTTCONNLOST, or a result that says so
  };
  Kind kind{};
  int line{};
  friend bool operator<(const Fault& one, const Fault& other) {
    return std::tie(one.kind, one.line) < std::tie(other.kind, other.line);
  }
};

/// How often something has gone wrong, and the first time in words.
struct Occurrence {
  std::uint64_t count = 0;
  std::string first;
};

/// What the modems of one loop have done and how they are. Tallies of several loops are added up.
struct Tally {
  using Codes = std::map<int, std::uint64_t>;

  // -- Since the start
  std::uint64_t connects = 0;   ///< CONNECTs with result 0
  std::uint64_t published = 0;  ///< PUBs with result 0
  std::uint64_t received = 0;   ///< RX groups
  std::uint64_t errors = 0;     ///< wrong and late answers
  std::uint64_t restarts = 0;   ///< modems switched off and on because something went wrong
  Codes failed;                 ///< CONNECTs by result
  Codes lost;                   ///< connections by cause
  Latency connect;              ///< from CONNECT to its result
  Latency publish;              ///< from PUB to its result
  Latency message;              ///< from the {time} of a message to its RX group
  std::map<Fault, Occurrence> faults;

  // -- At this moment
  std::uint64_t modems = 0;      ///< switched on
  std::uint64_t connecting = 0;  ///< clients
  std::uint64_t connected = 0;   ///< clients
  std::uint64_t finished = 0;    ///< modems at the end of their script
  Duration queue_age{};          ///< of the oldest octet that a server has not taken
  Duration lag{};  ///< by which the loop was late at most, since the last time that this was asked

  void merge(const Tally& other);
};

}  // namespace atmqtt::fleet
