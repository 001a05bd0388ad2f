#include "scenario/documented_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace atmqtt::scenario {
namespace {

using mqtt::PacketType;

std::string publish_packet(const std::string& topic, const std::string& payload, int qos) {
  std::string text = fmt::format("PUBLISH topic=\"{}\" qos={} retain=0 dup=0 payload=({} octets)",
                                 topic, qos, payload.size());
  if (!payload.empty()) text += fmt::format(" \"{}\"", payload);
  return text;
}

std::string subscribe_packet(const std::vector<Filter>& filters) {
  std::string text = "SUBSCRIBE";
  for (const Filter& each : filters) text += fmt::format(" \"{}\" qos={}", each.filter, each.qos);
  return text;
}

std::string unsubscribe_packet(const std::vector<Filter>& filters) {
  std::string text = "UNSUBSCRIBE";
  for (const Filter& each : filters) text += fmt::format(" \"{}\"", each.filter);
  return text;
}

/// The packet as it is sent again (E5): PUBREL when PUBREC had come, else PUBLISH with DUP.
std::string packet_again(const Unfinished& each) {
  if (each.is_received) {
    return each.identifier ? fmt::format("PUBREL id={}", *each.identifier) : "PUBREL";
  }
  std::string packet = each.packet;
  const std::string_view before = "dup=0";
  const std::string after =
      each.identifier ? fmt::format("dup=1 id={}", *each.identifier) : "dup=1";
  return packet.replace(packet.find(before), before.size(), after);
}

}  // namespace

void DocumentedClient::forget_session() {
  unfinished.clear();
  received.clear();
}

void DocumentedClient::accept(const Step& step) {
  switch (step.kind) {
    case Kind::acquire:
      is_acquired = true;
      client_id = step.text;
      version = step.number;
      return;
    case Kind::release: {
      // REL forgets everything but the SSL context (D8); what the server keeps is not ours.
      DocumentedClient fresh(index_);
      fresh.ssl_ctx_index = ssl_ctx_index;
      fresh.server_session = server_session;
      *this = fresh;
      return;
    }
    case Kind::bind: ssl_ctx_index = step.number; return;
    case Kind::check_utf8: check_utf8 = step.number == 1; return;
    case Kind::optimeout: optimeout_s = step.number; return;
    case Kind::acturc: acturc = step.number == 1; return;
    case Kind::will_topic: will_topic = step.text; return;
    case Kind::will_message:
      will_message = step.text;
      will_qos = step.number;
      return;
    case Kind::connect: {
      const bool is_elsewhere = connection.server_addr != step.connection.server_addr;
      if (is_elsewhere || step.connection.clean_session) forget_session();
      connection = step.connection;
      return;
    }
    case Kind::topic: topic = step.text; return;
    case Kind::payload: payload = step.text; return;
    case Kind::publish:
      if (step.number > 0) unfinished.push_back({publish_packet(topic, payload, step.number), {}});
      topic.clear();
      payload.clear();
      return;
    case Kind::subtopic: subtopics.push_back({step.text, step.number}); return;
    case Kind::subscribe_cached: subtopics.clear(); return;
    case Kind::unsubtopic: unsubtopics.push_back({step.text}); return;
    case Kind::unsubscribe_cached: unsubtopics.clear(); return;
    case Kind::start:
    case Kind::stop:
    case Kind::disconnect:
    case Kind::subscribe_one:
    case Kind::unsubscribe_one:
    case Kind::receive:
    case Kind::idle: return;
  }
}

bool DocumentedClient::is_session_present(const ConnectValues& values) const {
  // MQTT 3.1 does not tell; a session that was not asked to be clean counts as resumed.
  if (version == 3) return !values.clean_session;
  return !values.clean_session && server_session == client_id;
}

void DocumentedClient::reach_server() {
  is_present_at_connack_ = is_session_present(connection);
  server_session.reset();
  if (!connection.clean_session) server_session = client_id;
}

void DocumentedClient::answer(const Step& step, PacketType answer) {
  switch (answer) {
    case PacketType::connack:
      is_connected = true;
      if (is_present_at_connack_) break;
      std::erase_if(unfinished, [](const Unfinished& each) { return each.is_received; });
      received.clear();
      break;
    case PacketType::pubrec: unfinished.back().is_received = true; break;
    case PacketType::puback:
    case PacketType::pubcomp:
      // None is left when it came together with others that were withheld.
      if (!unfinished.empty()) unfinished.pop_back();
      break;
    default: break;
  }
  // What was sent again at CONNACK is answered at once.
  if (step.kind == Kind::connect) unfinished.clear();
}

void DocumentedClient::answer_all() { unfinished.clear(); }

void DocumentedClient::disconnect() {
  lose_connection();
  ssl_ctx_index = index_;
}

void DocumentedClient::fail_connect() {
  lose_connection();
  ssl_ctx_index = index_;
}

void DocumentedClient::lose_connection() {
  is_connected = false;
  if (connection.clean_session) forget_session();
}

std::string DocumentedClient::connect_packet(const ConnectValues& values) const {
  std::string text = fmt::format("CONNECT {} client_id=\"{}\" clean_session={:d} keep_alive={}",
                                 version == 3 ? "3.1" : "3.1.1", client_id, values.clean_session,
                                 values.keepalive_time);
  if (!will_topic.empty() && !will_message.empty()) {
    text += fmt::format(" will_topic=\"{}\" will_message=({} octets) will_qos={}", will_topic,
                        will_message.size(), will_qos);
  }
  if (!values.user_name.empty()) text += fmt::format(" user_name=\"{}\"", values.user_name);
  if (!values.pass_word.empty()) text += " password=***";
  return text;
}

std::vector<std::string> DocumentedClient::connect_packets(const ConnectValues& values) const {
  std::vector<std::string> packets = {connect_packet(values)};
  if (values.clean_session || values.server_addr != connection.server_addr) return packets;
  std::vector<std::string> releases;
  for (const Unfinished& each : unfinished) {
    if (each.is_received && !is_session_present(values)) continue;
    packets.push_back(packet_again(each));
    const bool is_pubrec_due = !each.is_received && each.packet.find("qos=2") != std::string::npos;
    if (is_pubrec_due) releases.emplace_back("PUBREL");
  }
  packets.insert(packets.end(), releases.begin(), releases.end());
  return packets;
}

std::vector<std::string> DocumentedClient::packets_of(const Step& step) const {
  switch (step.kind) {
    case Kind::connect: return connect_packets(step.connection);
    case Kind::disconnect: return {"DISCONNECT"};
    case Kind::publish: {
      std::vector<std::string> packets = {publish_packet(topic, payload, step.number)};
      if (step.number == 2) packets.emplace_back("PUBREL");
      return packets;
    }
    case Kind::subscribe_cached: return {subscribe_packet(subtopics)};
    case Kind::subscribe_one: return {subscribe_packet({{step.text, step.number}})};
    case Kind::unsubscribe_cached: return {unsubscribe_packet(unsubtopics)};
    case Kind::unsubscribe_one: return {unsubscribe_packet({{step.text}})};
    case Kind::receive:
      if (step.incoming.qos == 1) return {"PUBACK"};
      if (step.incoming.qos == 2) return {"PUBREC", "PUBCOMP"};
      return {};
    case Kind::idle: return {"PINGREQ"};
    default: return {};
  }
}

std::string DocumentedClient::connect_values() const {
  if (!is_connected) return {};
  std::string text = fmt::format(",\"{}\",{},{:d}", connection.server_addr,
                                 connection.keepalive_time, connection.clean_session);
  if (!connection.user_name.empty()) text += fmt::format(",\"{}\"", connection.user_name);
  if (!connection.pass_word.empty()) text += fmt::format(",\"{}\"", connection.pass_word);
  return text;
}

Duration DocumentedClient::limit_of(const Step& step) const {
  return std::chrono::seconds(step.kind == Kind::publish ? 60 : optimeout_s);
}

Duration DocumentedClient::ping_limit() const {
  return std::chrono::seconds(std::min(connection.keepalive_time, optimeout_s));
}

}  // namespace atmqtt::scenario
