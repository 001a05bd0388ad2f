#pragma once

#include "atmqtt/link.hpp"
#include "atmqtt/time.hpp"
#include "broker/rule.hpp"
#include "sim/network.hpp"

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace atmqtt::trial {

/// What a valid host wants done. It sees to what that needs: START, ACCQ, CONNECT.
struct Task {
  enum class Kind : unsigned char {
    connect,
    publish,
    subscribe,
    unsubscribe,
    disconnect,
    will,
    read,
    release,
    stop,
  } kind{};
  int client{};
  int qos{};
  std::string topic{};    ///< or filter
  std::string payload{};  ///< of a message, or of a will
};

/// The host sends octets and waits for nothing.
struct Typed {
  std::string octets;
};

struct OpenPort {};
struct ClosePort {};
/// The host reads what comes, or lets it lie.
struct Reading {
  bool reads{};
};

// -- What the network does

struct FailNextOpen {
  int client{};
  sim::OpenFault fault{};
};
struct BreakLink {
  int client{};
  LinkEnd end{};
};
struct HalveLink {
  int client{};
};
struct StallLink {
  int client{};
  Duration duration{};
};
struct CutLink {
  int client{};
  bool is_upward{};
  std::size_t octets{};
  LinkEnd end{};
};
struct DataConnection {
  bool stands{};
};

// -- What the broker does

struct Misbehave {
  broker::Rule rule{};
};
/// Sends what rules have kept back.
struct Release {
  int client{};
};
/// The partner publishes.
struct Message {
  std::string topic{};
  std::string payload{};
  int qos{};
};

using What =
    std::variant<Task, Typed, OpenPort, ClosePort, Reading, FailNextOpen, BreakLink, HalveLink,
                 StallLink, CutLink, DataConnection, Misbehave, Release, Message>;

/// One thing that happens in a trial. Each stands for itself, so that any may be left out.
struct Event {
  /// Of the host (the first five kinds): how long it waits behind its event before. Of the others:
  /// when it happens, from the begin of the trial.
  Duration time{};
  What what{};
};

[[nodiscard]] bool is_of_host(const Event& event);

/// One line in words.
[[nodiscard]] std::string describe(const Event& event);

}  // namespace atmqtt::trial
