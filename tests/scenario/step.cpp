#include "scenario/step.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::scenario {
namespace {

using mqtt::PacketType;

struct Traits {
  Kind kind;
  std::string_view name;
  Need need;
  bool has_data;
  bool has_network_result;
};

// clang-format off
constexpr Traits all_traits[] = {
    //                                                                  data   result
    {Kind::start,              "+CMQTTSTART",      Need::nothing,    false, false},
    {Kind::stop,               "+CMQTTSTOP",       Need::service,    false, false},
    {Kind::acquire,            "+CMQTTACCQ",       Need::service,    false, false},
    {Kind::release,            "+CMQTTREL",        Need::client,     false, false},
    {Kind::bind,               "+CMQTTSSLCFG",     Need::service,    false, false},
    {Kind::check_utf8,         "+CMQTTCFG",        Need::client,     false, false},
    {Kind::optimeout,          "+CMQTTCFG",        Need::client,     false, false},
    {Kind::acturc,             "+CMQTTCFG",        Need::client,     false, false},
    {Kind::will_topic,         "+CMQTTWILLTOPIC",  Need::client,     true,  false},
    {Kind::will_message,       "+CMQTTWILLMSG",    Need::client,     true,  false},
    {Kind::connect,            "+CMQTTCONNECT",    Need::client,     false, true},
    {Kind::disconnect,         "+CMQTTDISC",       Need::connection, false, true},
    {Kind::topic,              "+CMQTTTOPIC",      Need::connection, true,  false},
    {Kind::payload,            "+CMQTTPAYLOAD",    Need::connection, true,  false},
    {Kind::publish,            "+CMQTTPUB",        Need::connection, false, true},
    {Kind::subtopic,           "+CMQTTSUBTOPIC",   Need::connection, true,  false},
    {Kind::subscribe_cached,   "+CMQTTSUB",        Need::connection, false, true},
    {Kind::subscribe_one,      "+CMQTTSUB",        Need::connection, true,  true},
    {Kind::unsubtopic,         "+CMQTTUNSUBTOPIC", Need::connection, true,  false},
    {Kind::unsubscribe_cached, "+CMQTTUNSUB",      Need::connection, false, true},
    {Kind::unsubscribe_one,    "+CMQTTUNSUB",      Need::connection, true,  true},
    {Kind::receive,            "",                 Need::connection, false, false},
    {Kind::idle,               "",                 Need::connection, false, false},
};
// clang-format on

const Traits& traits_of(const Step& step) {
  const Traits& traits = all_traits[static_cast<std::size_t>(step.kind)];
  CHECK(traits.kind == step.kind);
  return traits;
}

Step make(Kind kind, int client, std::string text = {}, int number = 0) {
  Step step;
  step.kind = kind;
  step.client = client;
  step.text = std::move(text);
  step.number = number;
  return step;
}

std::string connect_line(const Step& step) {
  const ConnectValues& values = step.connection;
  std::string line = fmt::format("AT+CMQTTCONNECT={},\"{}\",{},{:d}", step.client,
                                 values.server_addr, values.keepalive_time, values.clean_session);
  if (!values.user_name.empty()) line += fmt::format(",\"{}\"", values.user_name);
  if (!values.pass_word.empty()) line += fmt::format(",\"{}\"", values.pass_word);
  return line;
}

/// The arguments behind the client's index.
std::string arguments_of(const Step& step) {
  const std::size_t size = step.text.size();
  switch (step.kind) {
    case Kind::acquire: return fmt::format(",\"{}\",0,{}", step.text, step.number);
    case Kind::bind: return fmt::format(",{}", step.number);
    case Kind::disconnect: return ",0";
    case Kind::publish: return fmt::format(",{},60", step.number);
    case Kind::will_topic:
    case Kind::topic:
    case Kind::payload:
    case Kind::unsubtopic: return fmt::format(",{}", size);
    case Kind::will_message:
    case Kind::subtopic:
    case Kind::subscribe_one: return fmt::format(",{},{}", size, step.number);
    case Kind::unsubscribe_cached: return ",0";
    case Kind::unsubscribe_one: return fmt::format(",{},0", size);
    default: return {};
  }
}

std::vector<PacketType> answers_to_publish(int qos) {
  if (qos == 1) return {PacketType::puback};
  if (qos == 2) return {PacketType::pubrec, PacketType::pubcomp};
  return {};
}

}  // namespace

Step start() { return make(Kind::start, 0); }
Step stop() { return make(Kind::stop, 0); }
Step acquire(int client, std::string client_id, int version) {
  return make(Kind::acquire, client, std::move(client_id), version);
}
Step release(int client) { return make(Kind::release, client); }
Step bind(int client, int ssl_ctx_index) { return make(Kind::bind, client, {}, ssl_ctx_index); }
Step option(Kind kind, int client, int value) { return make(kind, client, {}, value); }
Step will_topic(int client, std::string topic) {
  return make(Kind::will_topic, client, std::move(topic));
}
Step will_message(int client, std::string message, int qos) {
  return make(Kind::will_message, client, std::move(message), qos);
}
Step connect(int client, ConnectValues values) {
  Step step = make(Kind::connect, client);
  step.connection = std::move(values);
  return step;
}
Step disconnect(int client) { return make(Kind::disconnect, client); }
Step topic(int client, std::string topic) { return make(Kind::topic, client, std::move(topic)); }
Step payload(int client, std::string payload) {
  return make(Kind::payload, client, std::move(payload));
}
Step publish(int client, int qos) { return make(Kind::publish, client, {}, qos); }
Step subtopic(int client, std::string filter, int qos) {
  return make(Kind::subtopic, client, std::move(filter), qos);
}
Step subscribe_cached(int client) { return make(Kind::subscribe_cached, client); }
Step subscribe_one(int client, std::string filter, int qos) {
  return make(Kind::subscribe_one, client, std::move(filter), qos);
}
Step unsubtopic(int client, std::string filter) {
  return make(Kind::unsubtopic, client, std::move(filter));
}
Step unsubscribe_cached(int client) { return make(Kind::unsubscribe_cached, client); }
Step unsubscribe_one(int client, std::string filter) {
  return make(Kind::unsubscribe_one, client, std::move(filter));
}
Step receive(int client, Incoming incoming) {
  Step step = make(Kind::receive, client);
  step.incoming = std::move(incoming);
  return step;
}
Step idle(int client) { return make(Kind::idle, client); }
Step with_incoming(Step step, Incoming incoming) {
  step.while_pending = std::move(incoming);
  return step;
}
Step never_answered(Step step, PacketType answer) {
  step.never_answered = answer;
  return step;
}

std::string line_of(const Step& step) {
  const std::string_view name = name_of(step);
  switch (step.kind) {
    case Kind::start:
    case Kind::stop: return fmt::format("AT{}", name);
    case Kind::receive:
    case Kind::idle: return {};
    case Kind::connect: return connect_line(step);
    case Kind::check_utf8:
      return fmt::format("AT+CMQTTCFG=\"checkUTF8\",{},{}", step.client, step.number);
    case Kind::optimeout:
      return fmt::format("AT+CMQTTCFG=\"optimeout\",{},{}", step.client, step.number);
    case Kind::acturc: return fmt::format("AT+CMQTTCFG=\"acturc\",{},{}", step.client, step.number);
    default: return fmt::format("AT{}={}{}", name, step.client, arguments_of(step));
  }
}

std::string_view name_of(const Step& step) { return traits_of(step).name; }
Need need_of(const Step& step) { return traits_of(step).need; }
bool has_data(const Step& step) { return traits_of(step).has_data; }
bool has_network_result(const Step& step) { return traits_of(step).has_network_result; }

std::vector<PacketType> answers_to(const Step& step) {
  switch (step.kind) {
    case Kind::connect: return {PacketType::connack};
    case Kind::publish: return answers_to_publish(step.number);
    case Kind::subscribe_cached:
    case Kind::subscribe_one: return {PacketType::suback};
    case Kind::unsubscribe_cached:
    case Kind::unsubscribe_one: return {PacketType::unsuback};
    case Kind::receive:
      if (step.incoming.qos == 2) return {PacketType::pubrel};
      return {};
    case Kind::idle: return {PacketType::pingresp};
    default: return {};
  }
}

std::string describe(const Step& step) {
  if (step.kind == Kind::idle) return fmt::format("client {} is idle", step.client);
  if (step.kind == Kind::receive) {
    return fmt::format("client {} receives QoS {}", step.client, step.incoming.qos);
  }
  return line_of(step);
}

}  // namespace atmqtt::scenario
