#include "cmqtt/entered_text.hpp"
#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

/// TOPIC PAYLOAD PUB
namespace atmqtt::cmqtt {

at::Reply begin_topic(Service&, const LengthRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply set_topic(Service& service, const LengthRequest& request, std::string_view data) {
  Client& client = service.client(request.client_index);
  const auto topic = check_topic(data, TextKind::topic_name, client.checks_utf8());
  if (!topic) return service.refusal(Demand::converse, request.client_index, topic.error());
  client.set_topic(*topic);
  return at::Reply::ok();
}

at::Reply begin_payload(Service&, const LengthRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply set_payload(Service& service, const LengthRequest& request, std::string_view data) {
  service.client(request.client_index).set_payload(data);
  return at::Reply::ok();
}

at::Reply publish(Service& service, const PubRequest& request) {
  Client& client = service.client(request.client_index);
  if (!client.has_topic()) {
    return service.refusal(Demand::publish, request.client_index, Err::topic_is_empty,
                           "no topic was entered with AT+CMQTTTOPIC");
  }
  client.publish_cached({.qos = static_cast<mqtt::Qos>(request.qos),
                         .retain = request.retained.value_or(0) == 1,
                         .dup = request.dup.value_or(0) == 1},
                        request.pub_timeout);
  return at::Reply::ok();
}

at::Reply begin_publish_topic(Service& service, const PubTopicRequest& request) {
  const bool checks_utf8 = service.client(request.client_index).checks_utf8();
  const auto topic = check_topic(request.topic, TextKind::topic_name, checks_utf8);
  if (!topic) return service.refusal(Demand::publish, request.client_index, topic.error());
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply publish_topic(Service& service, const PubTopicRequest& request, std::string_view data) {
  Client& client = service.client(request.client_index);
  // There is no <pub_timeout> here, so the time-out of every other operation holds.
  client.publish({.topic = cut_at_nul(request.topic),
                  .payload = data,
                  .qos = static_cast<mqtt::Qos>(request.qos),
                  .retain = request.retained.value_or(0) == 1},
                 client.optimeout());
  return at::Reply::ok();
}

}  // namespace atmqtt::cmqtt
