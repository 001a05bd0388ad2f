#include "base/escape.hpp"
#include "base/limits.hpp"
#include "broker/broker.hpp"
#include "mqtt/octet_cursor.hpp"
#include "mqtt/topic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace atmqtt::broker {
namespace {

using mqtt::Version;

/// Return codes of CONNACK (MQTT 3.1.1 section 3.2.2.3).
constexpr std::uint8_t unacceptable_version = 1;
constexpr std::uint8_t identifier_rejected = 2;
constexpr std::uint8_t server_unavailable = 3;
constexpr std::uint8_t bad_user_or_password = 4;
constexpr std::uint8_t not_authorized = 5;

/// Whether CONNECT is of a version that we do not speak, which has an answer of its own,
/// [MQTT-3.1.2-2].
bool is_of_other_version(const mqtt::RawPacket& packet) {
  mqtt::OctetCursor cursor(packet.body);
  const std::string_view name = cursor.text();
  const unsigned level = cursor.octet();
  if (cursor.is_short()) return false;
  if (name == "MQTT") return level != static_cast<unsigned>(Version::v3_1_1);
  return name == "MQIsdp" && level != static_cast<unsigned>(Version::v3_1);
}

bool has_only_utf8(const mqtt::Connect& connect) {
  return mqtt::is_utf8_string(connect.client_id) &&
         (!connect.will || mqtt::is_utf8_string(connect.will->topic)) &&
         (!connect.user_name || mqtt::is_utf8_string(*connect.user_name));
}

std::optional<KeptWill> kept_will(const mqtt::Connect& connect) {
  if (!connect.will) return std::nullopt;
  return KeptWill{std::string(connect.will->topic), std::string(connect.will->message),
                  connect.will->qos, connect.will->retain};
}

}  // namespace

void Broker::on_connect(Connection& from, const mqtt::RawPacket& packet) {
  if (is_of_other_version(packet)) return refuse(from, unacceptable_version);
  const auto connect = accept(from, mqtt::decode_connect(packet));
  if (!connect) return;
  if (options_.checks_utf8 && !has_only_utf8(*connect)) {
    return violate(from, "a text in CONNECT that is not a UTF-8 string [MQTT-1.5.3-1]");
  }
  from.version = connect->version;
  const auto* told_refusal = told_ ? std::get_if<Refuse>(&*told_) : nullptr;
  const std::uint8_t code = told_refusal ? told_refusal->return_code : refusal(*connect);
  if (code != 0) return refuse(from, code);

  const bool is_resumed = begin_session(from, *connect);
  from.will = kept_will(*connect);
  const Duration keep_alive = std::chrono::seconds(connect->keep_alive_s);
  const bool is_watched = keep_alive != Duration::zero() && options_.enforces_keep_alive;
  expect_within(from, is_watched ? keep_alive * 3 / 2 : Duration::max(), from.last_heard);
  observer_->on_event(from.id, fmt::format("connected as {}, {} session", escape(from.client_id),
                                           is_resumed ? "resumed" : "new"));

  // MQTT 3.1 does not tell (section 3.2 there).
  bool is_present = is_resumed && from.version == Version::v3_1_1;
  if (const auto* claim = told_ ? std::get_if<ClaimSession>(&*told_) : nullptr) {
    is_present = claim->is_present;
  }
  answer(from, mqtt::Connack{.session_present = is_present});
  resume(from);
}

/// The return code that the client deserves; 0 lets it in.
std::uint8_t Broker::refusal(const mqtt::Connect& connect) const {
  const std::size_t size = connect.client_id.size();
  const std::size_t size_max = connect.version == Version::v3_1 ? options_.client_id_size_max_v3_1
                                                                : limits::broker_client_id_size_max;
  if (size > size_max) return identifier_rejected;
  // Only a clean session can have an id of our choice, and only since 3.1.1 [MQTT-3.1.3-8].
  if (size == 0 && (connect.version == Version::v3_1 || !connect.clean_session)) {
    return identifier_rejected;
  }
  if (const std::uint8_t code = refusal_of_user(connect); code != 0) return code;
  const bool is_full =
      store_->session_count() >= limits::broker_session_count_max || !has_room(size);
  return is_full && store_->find(connect.client_id) == nullptr ? server_unavailable : 0;
}

std::uint8_t Broker::refusal_of_user(const mqtt::Connect& connect) const {
  if (options_.users.empty()) return 0;
  if (!connect.user_name) return not_authorized;
  const auto is_known = [&](const User& user) {
    return user.name == *connect.user_name && user.password == connect.password.value_or("");
  };
  return std::any_of(options_.users.begin(), options_.users.end(), is_known) ? 0
                                                                             : bad_user_or_password;
}

void Broker::refuse(Connection& from, std::uint8_t return_code) {
  answer(from, mqtt::Connack{.return_code = return_code});
  // [MQTT-3.2.2-5]
  end(from, End::closed, fmt::format("refused with return code {}", return_code));
}

/// Attaches the connection to its session. Returns whether there was one before.
bool Broker::begin_session(Connection& at, const mqtt::Connect& connect) {
  at.client_id = connect.client_id.empty() ? new_client_id() : std::string(connect.client_id);
  if (const StoredSession* session = store_->find(at.client_id)) {
    // The old connection gives way [MQTT-3.1.4-2].
    if (Connection* other = online(session->number())) {
      end(*other, End::closed, "another connection has the same client id");
      leave(*other);
    }
  }
  const StoredSession* session = store_->find(at.client_id);
  if (session != nullptr && connect.clean_session) {
    change(SessionEnded{session->number()});
    session = nullptr;
  }
  const SessionNumber number = session != nullptr ? session->number() : store_->free_number();
  if (session == nullptr) change(SessionBegun{number, at.client_id, !connect.clean_session});
  at.session = number;
  if (number >= online_.size()) online_.resize(number + 1);
  online_[number] = at.id;
  return session != nullptr;
}

std::string Broker::new_client_id() {
  std::string id;
  do id = fmt::format("auto-{}", ++last_assigned_);
  while (store_->find(id) != nullptr);
  return id;
}

/// Sends again what the client has not acknowledged, then what waits [MQTT-4.4.0-1].
void Broker::resume(Connection& to) {
  for (const mqtt::UnfinishedPublish& each : store_->session(*to.session).flows().unfinished()) {
    if (each.awaiting == mqtt::Awaiting::pubcomp) {
      answer(to, mqtt::Pubrel{each.packet_identifier});
      continue;
    }
    packet_.assign(each.packet.view());
    packet_[0] = static_cast<char>(static_cast<std::uint8_t>(packet_[0]) | mqtt::dup_flag);
    write(to, packet_);
  }
  send_waiting(to);
}

void Broker::on_disconnect(Connection& from, const mqtt::RawPacket& packet) {
  if (!accept(from, mqtt::decode_disconnect(packet, from.version))) return;
  from.will.reset();  // [MQTT-3.14.4-3]
  end(from, End::closed, "DISCONNECT");
}

/// The client is gone: its will is published unless it took it back, and a session that is not kept
/// is forgotten.
void Broker::leave(Connection& at) {
  if (!at.session) return;
  const SessionNumber number = *std::exchange(at.session, std::nullopt);
  online_[number] = 0;
  if (!is_kept(number)) change(SessionEnded{number});
  if (const auto will = std::exchange(at.will, std::nullopt)) {
    route(
        {.topic = will->topic, .payload = will->message, .qos = will->qos, .retain = will->retain});
  }
}

}  // namespace atmqtt::broker
