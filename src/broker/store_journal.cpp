#include "base/limits.hpp"
#include "broker/store.hpp"
#include "mqtt/decode.hpp"
#include "mqtt/encode.hpp"
#include "mqtt/packet_reader.hpp"
#include "mqtt/topic.hpp"

#include <string>
#include <variant>

namespace atmqtt::broker {
namespace {

using mqtt::Awaiting;

constexpr mqtt::SizeLimits no_limits = {mqtt::remaining_length_max, mqtt::remaining_length_max};

/// Whether the octets are exactly one PUBLISH of QoS 1 or 2.
bool is_message(std::string_view octets) {
  const auto frame = mqtt::find_frame(octets, no_limits);
  if (!frame || !*frame || (*frame)->size != octets.size()) return false;
  const mqtt::RawPacket packet = {static_cast<std::uint8_t>(octets[0]),
                                  octets.substr((*frame)->header_size)};
  if (packet.type() != mqtt::PacketType::publish) return false;
  const auto publish = mqtt::decode_publish(packet, mqtt::Version::v3_1_1);
  return publish && publish->qos != mqtt::Qos::at_most_once;
}

/// Asks what apply() needs, change by change.
class Examiner {
 public:
  explicit Examiner(const Store& store) : store_(store) {}

  bool operator()(const SessionBegun& change) const {
    return change.session < limits::broker_session_count_max && !exists(change.session) &&
           store_.find(change.client_id) == nullptr;
  }
  bool operator()(const SessionEnded& change) const { return exists(change.session); }
  bool operator()(const Subscribed& change) const {
    return exists(change.session) && mqtt::is_topic_filter(change.filter) &&
           level_count(change.filter) <= limits::broker_filter_level_count_max;
  }
  bool operator()(const Unsubscribed& change) const { return exists(change.session); }
  bool operator()(const Queued& change) const {
    return exists(change.session) && is_message(change.packet);
  }
  bool operator()(const Sent& change) const {
    return exists(change.session) && change.packet_identifier != 0 &&
           store_.session(change.session).is_waiting() && find(change) == nullptr;
  }
  bool operator()(const Released& change) const {
    const mqtt::UnfinishedPublish* message = find(change);
    return message != nullptr && message->awaiting == Awaiting::pubrec;
  }
  bool operator()(const Finished& change) const {
    const mqtt::UnfinishedPublish* message = find(change);
    return message != nullptr && message->awaiting != Awaiting::pubrec;
  }
  bool operator()(const Taken& change) const { return exists(change.session); }
  bool operator()(const Forgotten& change) const { return exists(change.session); }
  bool operator()(const Retained& change) const { return mqtt::is_topic_name(change.topic); }

 private:
  [[nodiscard]] bool exists(SessionNumber number) const { return store_.has_session(number); }

  template <typename Change>
  [[nodiscard]] const mqtt::UnfinishedPublish* find(const Change& change) const {
    if (!exists(change.session)) return nullptr;
    return store_.session(change.session).flows().find(change.packet_identifier);
  }

  const Store& store_;
};

/// A message whose content is known no more, because only its identifier is needed further.
std::string stand_in() {
  std::string packet;
  encode(packet,
         mqtt::Publish{.topic = "-", .qos = mqtt::Qos::exactly_once, .packet_identifier = 1});
  return packet;
}

void write_flows(const StoredSession& session, Journal& journal) {
  const SessionNumber number = session.number();
  for (const mqtt::UnfinishedPublish& each : session.flows().unfinished()) {
    const bool is_released = each.awaiting == Awaiting::pubcomp;
    const std::string replaced = is_released ? stand_in() : std::string();
    journal.on_change(Queued{number, is_released ? replaced : each.packet.view()});
    journal.on_change(Sent{number, each.packet_identifier});
    if (is_released) journal.on_change(Released{number, each.packet_identifier});
  }
  for (const std::uint16_t identifier : session.flows().received().all()) {
    journal.on_change(Taken{number, identifier});
  }
  for (std::string_view waiting = session.waiting(); !waiting.empty();) {
    const std::size_t size = (*mqtt::find_frame(waiting, no_limits))->size;
    journal.on_change(Queued{number, waiting.substr(0, size)});
    waiting.remove_prefix(size);
  }
}

}  // namespace

bool Store::can_apply(const Change& change) const { return std::visit(Examiner(*this), change); }

void Store::write_to(Journal& journal) const {
  for (const auto& session : sessions_) {
    if (!session || !session->is_kept()) continue;
    journal.on_change(SessionBegun{session->number(), session->client_id(), true});
    for (const auto& [filter, qos] : session->subscriptions()) {
      journal.on_change(Subscribed{session->number(), filter, qos});
    }
    write_flows(*session, journal);
  }
  retained_.visit_all([&](std::string_view topic, const RetainedMessages::Entry& entry) {
    journal.on_change(Retained{topic, entry.payload, entry.qos});
  });
  journal.on_commit();
}

}  // namespace atmqtt::broker
