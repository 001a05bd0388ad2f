#include "trial/event.hpp"

#include "base/escape.hpp"
#include "mqtt/control_packet.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace atmqtt::trial {
namespace {

constexpr std::size_t shown_size_max = 160;

std::string shown(std::string_view octets) {
  if (octets.size() <= shown_size_max) return fmt::format("\"{}\"", escape(octets));
  return fmt::format("\"{}…\" ({} octets)", escape(octets.substr(0, shown_size_max)),
                     octets.size());
}

constexpr std::array<std::string_view, 9> task_names = {"connect",     "publish",    "subscribe",
                                                        "unsubscribe", "disconnect", "will",
                                                        "read",        "release",    "stop"};
constexpr std::array<std::string_view, 5> fault_names = {
    "finds no name", "gets no socket", "is refused", "fails in its handshake", "is never answered"};
constexpr std::array<std::string_view, 4> end_names = {"FIN", "RST", "a TLS alert",
                                                       "FIN without close_notify"};
constexpr std::array<std::string_view, 15> packet_names = {
    "any packet",  "CONNECT",  "CONNACK", "PUBLISH",   "PUBACK",
    "PUBREC",      "PUBREL",   "PUBCOMP", "SUBSCRIBE", "SUBACK",
    "UNSUBSCRIBE", "UNSUBACK", "PINGREQ", "PINGRESP",  "DISCONNECT"};

template <typename Names, typename Value>
std::string_view name_of(const Names& names, Value value) {
  return names.at(static_cast<std::size_t>(value));
}

std::string words(const broker::Refuse& deed) {
  return fmt::format("refuses with {}", deed.return_code);
}
std::string words(const broker::ClaimSession& deed) {
  return fmt::format("claims session present {}", deed.is_present ? 1 : 0);
}
std::string words(const broker::Grant& deed) {
  return fmt::format("grants {}", shown(deed.return_codes));
}
std::string words(const broker::Withhold&) { return "withholds it"; }
std::string words(const broker::Repeat&) { return "repeats it"; }
std::string words(const broker::Precede& deed) {
  return fmt::format("sends {} before", shown(deed.octets));
}
std::string words(const broker::Replace& deed) {
  return fmt::format("sends {} instead", shown(deed.octets));
}
std::string words(const broker::Hang& deed) {
  return fmt::format("ends the connection by {}", deed.end == broker::End::closed ? "FIN" : "RST");
}
std::string words(const broker::FallSilent&) { return "falls silent"; }

std::string words(const Task& task) {
  return fmt::format("host: {} client={} qos={} topic={} payload={}",
                     name_of(task_names, task.kind), task.client, task.qos, shown(task.topic),
                     shown(task.payload));
}
std::string words(const Typed& typed) { return fmt::format("host: types {}", shown(typed.octets)); }
std::string words(const OpenPort&) { return "host: opens the port"; }
std::string words(const ClosePort&) { return "host: closes the port"; }
std::string words(const Reading& reading) {
  return reading.reads ? "host: reads again" : "host: forgets to read";
}
std::string words(const FailNextOpen& what) {
  return fmt::format("network: the next link of client {} {}", what.client,
                     name_of(fault_names, what.fault.kind));
}
std::string words(const BreakLink& what) {
  return fmt::format("network: the link of client {} ends by {}", what.client,
                     name_of(end_names, what.end));
}
std::string words(const HalveLink& what) {
  return fmt::format("network: the link of client {} carries nothing any more", what.client);
}
std::string words(const StallLink& what) {
  return fmt::format("network: the link of client {} stalls for {} ms", what.client,
                     what.duration / std::chrono::milliseconds(1));
}
std::string words(const CutLink& what) {
  return fmt::format("network: the link of client {} ends by {} when {} octets more have gone {}",
                     what.client, name_of(end_names, what.end), what.octets,
                     what.is_upward ? "up" : "down");
}
std::string words(const DataConnection& what) {
  return what.stands ? "network: the data connection is back"
                     : "network: the data connection is lost";
}
std::string words(const Misbehave& what) {
  const broker::Rule& rule = what.rule;
  return fmt::format("broker: {} {} of {}, behind {} of them, {} times: {}",
                     rule.occasion == broker::Occasion::received ? "receiving" : "sending",
                     name_of(packet_names, rule.type.value_or(static_cast<mqtt::PacketType>(0))),
                     rule.client_id, rule.skip, rule.count,
                     std::visit([](const auto& deed) { return words(deed); }, rule.deed));
}
std::string words(const Release& what) {
  return fmt::format("broker: sends what it has kept back from client {}", what.client);
}
std::string words(const Message& what) {
  return fmt::format("partner: publishes qos={} topic={} payload={}", what.qos, shown(what.topic),
                     shown(what.payload));
}

}  // namespace

bool is_of_host(const Event& event) { return event.what.index() <= 4; }

std::string describe(const Event& event) {
  return fmt::format("{}{:.3f} s  {}", is_of_host(event) ? '+' : '@',
                     std::chrono::duration<double>(event.time).count(),
                     std::visit([](const auto& what) { return words(what); }, event.what));
}

}  // namespace atmqtt::trial
