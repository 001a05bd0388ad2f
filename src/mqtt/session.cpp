#include "mqtt/session.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/describe.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/topic.hpp"

#include <algorithm>

namespace atmqtt::mqtt {
namespace {

/// The reason of an acknowledgement whose Packet Identifier is in flight with another kind of
/// packet.
constexpr std::string_view mismatch = "an acknowledgement of the wrong type [3.1.1 4.3]";

}  // namespace

Session::Session(BufferPool& pool, Observer& observer, int client)
    : observer_(&observer), client_(client), reader_(pool), output_(pool), state_(pool) {}

template <typename Packet>
std::string_view Session::send(const Packet& packet) {
  std::string& out = output_.tail();
  const std::size_t begin = out.size();
  encode(out, packet);
  const std::string_view octets = std::string_view(out).substr(begin);
  trace_sent(octets);
  return octets;
}

// -- The link

void Session::link_opened(const ConnectOptions& options, Time now) {
  CHECK(link_ == Link::none);
  link_ = Link::connecting;
  version_ = options.version;
  clean_session_ = options.clean_session;
  if (clean_session_) state_.clear();
  keep_alive_.start(std::chrono::seconds(options.keep_alive_s), options_.ping_timeout_max, now);
  send(options);
}

void Session::link_closed() {
  if (link_ == Link::none) return;
  link_ = Link::none;
  reader_.reset();
  output_.clear();
  unwritten_ends_.clear();
  requests_.clear();
  if (clean_session_) state_.clear();
}

void Session::discard_state() { state_.clear(); }

// -- Octets from the server

Event Session::receive(std::string_view& octets) {
  CHECK(link_ != Link::none);
  if (link_ == Link::ended) {
    octets = {};
    reader_.reset();
    return Nothing{};
  }
  const SizeLimits limits{options_.payload_size_max, limits::acknowledgement_size_max};
  const auto packet = reader_.read(octets, limits);
  if (!packet) return fail(packet.error().reason);
  if (!*packet) return Nothing{};
  if (observer_->is_tracing()) {
    observer_->on_packet(client_, Direction::received, describe(**packet, version_));
  }
  return on_packet(**packet);
}

Session::Handler Session::handler_of(PacketType type) {
  switch (type) {
    case PacketType::connack: return &Session::on_connack;
    case PacketType::publish: return &Session::on_publish;
    case PacketType::puback: return &Session::on_puback;
    case PacketType::pubrec: return &Session::on_pubrec;
    case PacketType::pubrel: return &Session::on_pubrel;
    case PacketType::pubcomp: return &Session::on_pubcomp;
    case PacketType::suback: return &Session::on_suback;
    case PacketType::unsuback: return &Session::on_unsuback;
    case PacketType::pingresp: return &Session::on_pingresp;
    default: return nullptr;
  }
}

Event Session::on_packet(const RawPacket& packet) {
  const Handler handler = handler_of(packet.type());
  if (handler == nullptr) return fail("a packet that only clients send [3.1.1 2.2.1]");
  const bool is_connack = packet.type() == PacketType::connack;
  if (!is_connack && link_ == Link::connecting)
    return fail("a packet before CONNACK [MQTT-3.2.0-1]");
  if (is_connack && link_ != Link::connecting) return fail("a second CONNACK [3.1.1 3.2]");
  return (this->*handler)(packet);
}

Event Session::fail(std::string_view reason) {
  link_ = Link::ended;
  return ProtocolError{reason};
}

Event Session::on_connack(const RawPacket& packet) {
  const auto connack = decode_connack(packet, version_);
  if (!connack) return fail(connack.error().reason);
  if (connack->return_code != 0) {
    link_ = Link::ended;
    return Refused{connack->return_code};
  }
  if (clean_session_ && connack->session_present) {
    return fail("session present after a clean session was asked for [MQTT-3.2.2-1]");
  }
  link_ = Link::connected;
  const bool session_present =
      version_ == Version::v3_1 ? !clean_session_ : connack->session_present;
  resume(session_present);
  return Connected{session_present};
}

/// Sends again what the last connection left unfinished (section 4.4, E5). DUP is set even when the
/// first attempt did not reach the socket: what of it the server has seen, we cannot know.
void Session::resume(bool session_present) {
  if (!session_present) state_.forget_server_side();
  for (const UnfinishedPublish& each : state_.unfinished()) {
    if (each.awaiting == Awaiting::pubcomp) {
      send(Pubrel{each.packet_identifier});
      continue;
    }
    std::string& out = output_.tail();
    const std::size_t begin = out.size();
    out += each.packet.view();
    out[begin] = static_cast<char>(static_cast<std::uint8_t>(out[begin]) | dup_flag);
    trace_sent(std::string_view(out).substr(begin));
  }
}

Event Session::on_publish(const RawPacket& packet) {
  const auto publish = decode_publish(packet, version_);
  if (!publish) return fail(publish.error().reason);
  if (options_.check_utf8 && !is_utf8_string(publish->topic)) {
    return fail("a topic that is not a UTF-8 string [MQTT-1.5.3-1]");
  }
  const bool is_repetition =
      publish->qos == Qos::exactly_once && state_.received().contains(publish->packet_identifier);
  if (is_repetition || packet.skipped_size > 0) {
    acknowledge(publish->qos, publish->packet_identifier);
  }
  if (is_repetition) return Nothing{};
  if (packet.skipped_size > 0) {
    return Oversized{publish->topic, publish->payload.size() + packet.skipped_size};
  }
  return Message{publish->topic,  publish->payload, publish->qos,
                 publish->retain, publish->dup,     publish->packet_identifier};
}

void Session::acknowledge(const Message& message) {
  if (is_connected()) acknowledge(message.qos, message.packet_identifier);
}

void Session::acknowledge(Qos qos, std::uint16_t packet_identifier) {
  if (qos == Qos::at_least_once) send(Puback{packet_identifier});
  if (qos != Qos::exactly_once) return;
  state_.received().insert(packet_identifier);
  send(Pubrec{packet_identifier});
}

Event Session::on_pubrel(const RawPacket& packet) {
  const auto pubrel = decode_pubrel(packet, version_);
  if (!pubrel) return fail(pubrel.error().reason);
  // An unknown one is answered too: its PUBCOMP may have been lost with the last connection.
  state_.received().erase(pubrel->packet_identifier);
  send(Pubcomp{pubrel->packet_identifier});
  return Nothing{};
}

Event Session::on_puback(const RawPacket& packet) {
  const auto puback = decode_puback(packet, version_);
  if (!puback) return fail(puback.error().reason);
  return finish_publish(puback->packet_identifier, Awaiting::puback);
}

Event Session::on_pubcomp(const RawPacket& packet) {
  const auto pubcomp = decode_pubcomp(packet, version_);
  if (!pubcomp) return fail(pubcomp.error().reason);
  return finish_publish(pubcomp->packet_identifier, Awaiting::pubcomp);
}

Event Session::on_pubrec(const RawPacket& packet) {
  const auto pubrec = decode_pubrec(packet, version_);
  if (!pubrec) return fail(pubrec.error().reason);
  const std::uint16_t identifier = pubrec->packet_identifier;
  const UnfinishedPublish* publish = state_.find(identifier);
  if (publish == nullptr && find_request(identifier) != nullptr) return fail(mismatch);
  if (publish != nullptr && publish->awaiting == Awaiting::puback) return fail(mismatch);

  // An unknown or repeated one is answered too, so that the server can finish.
  if (publish != nullptr && publish->awaiting == Awaiting::pubrec) state_.release(identifier);
  send(Pubrel{identifier});
  return Nothing{};
}

/// An acknowledgement that nothing waits for is late or repeated and does no harm.
Event Session::finish_publish(std::uint16_t packet_identifier, Awaiting acknowledged) {
  const UnfinishedPublish* publish = state_.find(packet_identifier);
  if (publish == nullptr) {
    if (find_request(packet_identifier) != nullptr) return fail(mismatch);
    return Nothing{};
  }
  if (publish->awaiting != acknowledged) return fail(mismatch);
  state_.finish(packet_identifier);
  return Published{packet_identifier};
}

Event Session::on_suback(const RawPacket& packet) {
  const auto suback = decode_suback(packet, version_);
  if (!suback) return fail(suback.error().reason);
  const Request* request = find_request(suback->packet_identifier);
  if (request != nullptr && request->filter_count != suback->return_codes.size()) {
    return fail("SUBACK with another number of return codes than filters [MQTT-3.8.4-5]");
  }
  return finish_request(suback->packet_identifier, PacketType::suback,
                        Subscribed{suback->packet_identifier, suback->return_codes});
}

Event Session::on_unsuback(const RawPacket& packet) {
  const auto unsuback = decode_unsuback(packet, version_);
  if (!unsuback) return fail(unsuback.error().reason);
  return finish_request(unsuback->packet_identifier, PacketType::unsuback,
                        Unsubscribed{unsuback->packet_identifier});
}

Event Session::finish_request(std::uint16_t packet_identifier, PacketType acknowledgement,
                              const Event& event) {
  const Request* request = find_request(packet_identifier);
  if (request == nullptr) {
    if (state_.find(packet_identifier) != nullptr) return fail(mismatch);
    return Nothing{};
  }
  if (request->acknowledgement != acknowledgement) return fail(mismatch);
  requests_.erase(requests_.begin() + (request - requests_.data()));
  return event;
}

Event Session::on_pingresp(const RawPacket& packet) {
  const auto pingresp = decode_pingresp(packet, version_);
  if (!pingresp) return fail(pingresp.error().reason);
  keep_alive_.ping_answered();
  return Nothing{};
}

// -- Requests

Publication Session::publish(const Publish& message) {
  CHECK(is_connected());
  CHECK(publications_unfinished() < limits::publish_in_flight_max);
  const bool is_acknowledged = message.qos != Qos::at_most_once;
  Publish packet = message;
  packet.dup = message.dup && is_acknowledged;
  packet.packet_identifier = is_acknowledged ? next_identifier() : std::uint16_t{0};

  const std::string_view octets = send(packet);
  if (is_acknowledged) {
    state_.add(packet.packet_identifier, packet.qos, octets);
  } else {
    unwritten_ends_.push_back(output_.appended());
  }
  return {packet.packet_identifier, output_.appended()};
}

std::size_t Session::publications_unfinished() const {
  return state_.unfinished().size() + unwritten_ends_.size();
}

std::uint16_t Session::subscribe(std::span<const Subscription> subscriptions, bool dup) {
  CHECK(is_connected());
  const std::uint16_t identifier = begin_request(PacketType::suback, subscriptions.size());
  if (identifier != 0) send(Subscribe{identifier, subscriptions, dup && version_ == Version::v3_1});
  return identifier;
}

std::uint16_t Session::unsubscribe(std::span<const std::string_view> filters, bool dup) {
  CHECK(is_connected());
  const std::uint16_t identifier = begin_request(PacketType::unsuback, filters.size());
  if (identifier != 0) send(Unsubscribe{identifier, filters, dup && version_ == Version::v3_1});
  return identifier;
}

std::uint16_t Session::begin_request(PacketType acknowledgement, std::size_t filter_count) {
  CHECK(filter_count > 0);
  CHECK(filter_count <= limits::acknowledgement_size_max - 2);
  if (requests_.size() >= limits::subscribe_in_flight_max) return 0;
  const std::uint16_t identifier = next_identifier();
  requests_.push_back({identifier, static_cast<std::uint16_t>(filter_count), acknowledgement});
  return identifier;
}

const Session::Request* Session::find_request(std::uint16_t packet_identifier) const {
  for (const Request& request : requests_) {
    if (request.packet_identifier == packet_identifier) return &request;
  }
  return nullptr;
}

/// The identifiers in turn, without 0 and those in flight: of these there are a few dozen at most.
std::uint16_t Session::next_identifier() {
  do {
    ++last_identifier_;
  } while (last_identifier_ == 0 || state_.find(last_identifier_) != nullptr ||
           find_request(last_identifier_) != nullptr);
  return last_identifier_;
}

void Session::disconnect() {
  CHECK(is_connected());
  send(Disconnect{});
  link_ = Link::ended;
}

// -- Octets to the server

void Session::trace_sent(std::string_view packet) {
  if (!observer_->is_tracing()) return;
  observer_->on_packet(client_, Direction::sent, describe(packet, version_));
}

void Session::sent(std::size_t count, Time now) {
  if (count == 0) return;
  output_.pop(count);
  keep_alive_.sent(output_.popped(), now);
  const auto is_written = [&](std::uint64_t end) { return end <= output_.popped(); };
  unwritten_ends_.erase(
      unwritten_ends_.begin(),
      std::find_if_not(unwritten_ends_.begin(), unwritten_ends_.end(), is_written));
}

// -- Time

Time Session::deadline() const { return is_connected() ? keep_alive_.deadline() : never; }

Event Session::on_time(Time now) {
  if (!is_connected()) return Nothing{};
  switch (keep_alive_.due(now)) {
    case KeepAlive::Due::nothing: break;
    case KeepAlive::Due::ping:
      send(Pingreq{});
      keep_alive_.ping_appended(output_.appended(), now);
      break;
    case KeepAlive::Due::unsent: return PingUnsent{};
    case KeepAlive::Due::unanswered: return PingUnanswered{};
  }
  return Nothing{};
}

void Session::set_reading_paused(bool is_paused, Time now) {
  keep_alive_.set_reading_paused(is_paused, now);
}

}  // namespace atmqtt::mqtt
