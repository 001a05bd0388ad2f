#include "base/limits.hpp"
#include "broker/broker.hpp"
#include "mqtt/topic.hpp"

#include <algorithm>
#include <variant>

namespace atmqtt::broker {

using mqtt::Qos;

void Broker::on_subscribe(Connection& from, const mqtt::RawPacket& packet) {
  const auto subscribe = accept(from, mqtt::decode_subscribe(packet, from.version, filters_));
  if (!subscribe) return;
  std::string codes;
  for (const mqtt::Subscription& each : subscribe->subscriptions) {
    if (options_.checks_utf8 && !mqtt::is_utf8_string(each.filter)) {
      return violate(from, "a filter that is not a UTF-8 string [MQTT-1.5.3-1]");
    }
    const bool is_granted = may_subscribe(from, each.filter);
    // MQTT 3.1 has no code to refuse with.
    if (!is_granted && from.version == mqtt::Version::v3_1) {
      return violate(from, "more filters or levels than the broker keeps");
    }
    codes += static_cast<char>(is_granted ? static_cast<std::uint8_t>(each.qos)
                                          : mqtt::subscription_refused);
  }
  if (const auto* grant = told_ ? std::get_if<Grant>(&*told_) : nullptr)
    codes = grant->return_codes;

  const std::size_t count = std::min(codes.size(), filters_.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = static_cast<std::uint8_t>(codes[i]);
    if (code > 2) continue;
    filters_[i].qos = static_cast<Qos>(code);
    change(Subscribed{*from.session, filters_[i].filter, filters_[i].qos});
  }
  answer(from, mqtt::Suback{subscribe->packet_identifier, codes});
  for (std::size_t i = 0; i < count; ++i) {
    if (static_cast<std::uint8_t>(codes[i]) <= 2) send_retained(*from.session, filters_[i]);
  }
}

bool Broker::may_subscribe(const Connection& from, std::string_view filter) const {
  const auto& subscriptions = store_->session(*from.session).subscriptions();
  const bool is_new = !subscriptions.contains(filter);
  const bool is_full =
      subscriptions.size() >= limits::broker_subscription_count_max || !has_room(filter.size());
  return !(is_new && is_full) && level_count(filter) <= limits::broker_filter_level_count_max;
}

/// Each SUBSCRIBE brings the retained messages, also of a filter that was there before
/// [MQTT-3.8.4-3].
void Broker::send_retained(SessionNumber to, const mqtt::Subscription& subscription) {
  store_->retained().match(subscription.filter,
                           [&](std::string_view topic, const RetainedMessages::Entry& entry) {
                             deliver(to, {.topic = topic,
                                          .payload = entry.payload,
                                          .qos = std::min(entry.qos, subscription.qos),
                                          .retain = true});
                           });
}

void Broker::on_unsubscribe(Connection& from, const mqtt::RawPacket& packet) {
  const auto unsubscribe = accept(from, mqtt::decode_unsubscribe(packet, from.version, names_));
  if (!unsubscribe) return;
  for (const std::string_view filter : unsubscribe->filters) {
    if (store_->session(*from.session).subscriptions().contains(filter)) {
      change(Unsubscribed{*from.session, filter});
    }
  }
  answer(from, mqtt::Unsuback{unsubscribe->packet_identifier});
}

void Broker::on_pingreq(Connection& from, const mqtt::RawPacket& packet) {
  if (accept(from, mqtt::decode_pingreq(packet, from.version))) answer(from, mqtt::Pingresp{});
}

}  // namespace atmqtt::broker
