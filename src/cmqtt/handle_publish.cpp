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
  client.publish(request);
  return at::Reply::ok();
}

}  // namespace atmqtt::cmqtt
