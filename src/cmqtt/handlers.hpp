#pragma once

#include "at/reply.hpp"
#include "at/response_writer.hpp"
#include "cmqtt/requests.hpp"

#include <string_view>

/// Behaviour of the chapter's commands, one function per form, in the chapter's order. When one is
/// called, service and client are in a state for it and every value is in its range. A form that
/// takes data has two: the first checks what can be checked before the prompt, the second gets the
/// data.
namespace atmqtt::cmqtt {

class Service;

at::Reply start(Service& service);
at::Reply stop(Service& service);
at::Reply start_in_context(Service& service, const CidRequest& request);
at::Reply stop_in_context(Service& service, const CidRequest& request);

at::Reply list_clients(Service& service, at::ResponseWriter& writer);
at::Reply acquire(Service& service, const AccqRequest& request);
at::Reply list_nothing(Service& service, at::ResponseWriter& writer);
at::Reply release(Service& service, const ClientRequest& request);
at::Reply list_bindings(Service& service, at::ResponseWriter& writer);
at::Reply bind(Service& service, const SslcfgRequest& request);

at::Reply begin_will_topic(Service& service, const LengthRequest& request);
at::Reply set_will_topic(Service& service, const LengthRequest& request, std::string_view data);
at::Reply begin_will_message(Service& service, const LengthQosRequest& request);
at::Reply set_will_message(Service& service, const LengthQosRequest& request,
                           std::string_view data);
at::Reply list_disc_states(Service& service, at::ResponseWriter& writer);
at::Reply disconnect(Service& service, const DiscRequest& request);
at::Reply list_connections(Service& service, at::ResponseWriter& writer);
at::Reply connect(Service& service, const ConnectRequest& request);

at::Reply begin_topic(Service& service, const LengthRequest& request);
at::Reply set_topic(Service& service, const LengthRequest& request, std::string_view data);
at::Reply begin_payload(Service& service, const LengthRequest& request);
at::Reply set_payload(Service& service, const LengthRequest& request, std::string_view data);
at::Reply publish(Service& service, const PubRequest& request);
at::Reply begin_publish_topic(Service& service, const PubTopicRequest& request);
at::Reply publish_topic(Service& service, const PubTopicRequest& request, std::string_view data);

at::Reply begin_subtopic(Service& service, const LengthQosRequest& request);
at::Reply add_subtopic(Service& service, const LengthQosRequest& request, std::string_view data);
at::Reply list_subscriptions(Service& service, at::ResponseWriter& writer);
at::Reply subscribe_cached(Service& service, const SubCachedRequest& request);
at::Reply subscribe_topic(Service& service, const SubTopicRequest& request);
at::Reply begin_subscribe_one(Service& service, const SubOneRequest& request);
at::Reply subscribe_one(Service& service, const SubOneRequest& request, std::string_view data);
at::Reply begin_unsubtopic(Service& service, const LengthRequest& request);
at::Reply add_unsubtopic(Service& service, const LengthRequest& request, std::string_view data);
at::Reply unsubscribe_cached(Service& service, const UnsubCachedRequest& request);
at::Reply unsubscribe_topic(Service& service, const UnsubTopicRequest& request);
at::Reply begin_unsubscribe_one(Service& service, const UnsubOneRequest& request);
at::Reply unsubscribe_one(Service& service, const UnsubOneRequest& request, std::string_view data);

at::Reply list_configurations(Service& service, at::ResponseWriter& writer);
at::Reply set_check_utf8(Service& service, const OptionRequest& request);
at::Reply set_optimeout(Service& service, const OptionRequest& request);
at::Reply set_aliauth(Service& service, const AliauthRequest& request);
at::Reply set_acturc(Service& service, const OptionRequest& request);
at::Reply set_version(Service& service, const OptionRequest& request);
at::Reply set_argtopic(Service& service, const ArgtopicRequest& request);
at::Reply configure_cid(Service& service, const CfgCidRequest& request);
at::Reply configure_scid(Service& service, const ScidRequest& request);

}  // namespace atmqtt::cmqtt
