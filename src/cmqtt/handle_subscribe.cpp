#include "cmqtt/entered_text.hpp"
#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

#include <fmt/format.h>

/// SUBTOPIC SUB UNSUBTOPIC UNSUB
namespace atmqtt::cmqtt {
namespace {

at::Reply begin_filter(Service& service, const TopicCache& cache, int client_index,
                       int req_length) {
  const auto size = static_cast<std::size_t>(req_length);
  if (cache.size() + size > TopicCache::size_max) {
    return service.refusal(
        Demand::converse, client_index, Err::length_out_of_range,
        fmt::format("the cached topics would be longer than {} octets", TopicCache::size_max));
  }
  const auto count_max = static_cast<std::size_t>(service.config().settings.subtopic_count_max);
  if (count_max > 0 && cache.count() >= count_max) {
    return service.refusal(Demand::converse, client_index, Err::length_out_of_range,
                           fmt::format("{} topics are cached already", count_max));
  }
  return at::Reply::data(size);
}

at::Reply add_filter(Service& service, TopicCache& cache, int client_index, mqtt::Qos qos,
                     std::string_view data) {
  const bool checks_utf8 = service.client(client_index).checks_utf8();
  const auto filter = check_topic(data, TextKind::topic_filter, checks_utf8);
  if (!filter) return service.refusal(Demand::converse, client_index, filter.error());
  cache.add(*filter, qos);
  return at::Reply::ok();
}

}  // namespace

at::Reply begin_subtopic(Service& service, const LengthQosRequest& request) {
  return begin_filter(service, service.client(request.client_index).subtopics(),
                      request.client_index, request.req_length);
}

at::Reply add_subtopic(Service& service, const LengthQosRequest& request, std::string_view data) {
  return add_filter(service, service.client(request.client_index).subtopics(), request.client_index,
                    static_cast<mqtt::Qos>(request.qos), data);
}

at::Reply subscribe_cached(Service& service, const SubCachedRequest& request) {
  Client& client = service.client(request.client_index);
  if (client.subtopics().empty()) {
    return service.refusal(Demand::converse, request.client_index, Err::topic_is_empty,
                           "no topic was entered with AT+CMQTTSUBTOPIC");
  }
  client.subscribe_cached(request.dup.value_or(0) == 1);
  return at::Reply::ok();
}

at::Reply subscribe_topic(Service& service, const SubTopicRequest& request) {
  Client& client = service.client(request.client_index);
  const auto filter = check_topic(request.topic, TextKind::topic_filter, client.checks_utf8());
  if (!filter) return service.refusal(Demand::converse, request.client_index, filter.error());
  client.subscribe_one(*filter, static_cast<mqtt::Qos>(request.qos), false);
  return at::Reply::ok();
}

/// The heading stands also when there is no topic under it.
at::Reply list_subscriptions(Service& service, at::ResponseWriter& writer) {
  writer.information("+CMQTTSUB:");
  for (int index = 0; index < Service::client_count; ++index) {
    for (const std::string& filter : service.client(index).subscribed()) {
      writer.information(filter);
    }
  }
  return at::Reply::ok();
}

at::Reply begin_subscribe_one(Service&, const SubOneRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply subscribe_one(Service& service, const SubOneRequest& request, std::string_view data) {
  Client& client = service.client(request.client_index);
  const auto filter = check_topic(data, TextKind::topic_filter, client.checks_utf8());
  if (!filter) return service.refusal(Demand::converse, request.client_index, filter.error());
  client.subscribe_one(*filter, static_cast<mqtt::Qos>(request.qos), request.dup.value_or(0) == 1);
  return at::Reply::ok();
}

at::Reply begin_unsubtopic(Service& service, const LengthRequest& request) {
  return begin_filter(service, service.client(request.client_index).unsubtopics(),
                      request.client_index, request.req_length);
}

at::Reply add_unsubtopic(Service& service, const LengthRequest& request, std::string_view data) {
  return add_filter(service, service.client(request.client_index).unsubtopics(),
                    request.client_index, mqtt::Qos::at_most_once, data);
}

at::Reply unsubscribe_cached(Service& service, const UnsubCachedRequest& request) {
  Client& client = service.client(request.client_index);
  if (client.unsubtopics().empty()) {
    return service.refusal(Demand::converse, request.client_index, Err::topic_is_empty,
                           "no topic was entered with AT+CMQTTUNSUBTOPIC");
  }
  client.unsubscribe_cached(request.dup == 1);
  return at::Reply::ok();
}

at::Reply unsubscribe_topic(Service& service, const UnsubTopicRequest& request) {
  Client& client = service.client(request.client_index);
  const auto filter = check_topic(request.topic, TextKind::topic_filter, client.checks_utf8());
  if (!filter) return service.refusal(Demand::converse, request.client_index, filter.error());
  client.unsubscribe_one(*filter, request.dup.value_or(0) == 1);
  return at::Reply::ok();
}

at::Reply begin_unsubscribe_one(Service&, const UnsubOneRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply unsubscribe_one(Service& service, const UnsubOneRequest& request, std::string_view data) {
  Client& client = service.client(request.client_index);
  const auto filter = check_topic(data, TextKind::topic_filter, client.checks_utf8());
  if (!filter) return service.refusal(Demand::converse, request.client_index, filter.error());
  client.unsubscribe_one(*filter, request.dup == 1);
  return at::Reply::ok();
}

}  // namespace atmqtt::cmqtt
