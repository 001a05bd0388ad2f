#include "cmqtt/command_table.hpp"

#include "at/command_tables.hpp"
#include "cmqtt/handlers.hpp"
#include "cmqtt/service.hpp"

#include <algorithm>
#include <span>

/// Parameters are in the chapter's words and order. What the manual leaves out of a test answer is
/// unlisted here; the ranges of a string are those of its length.
namespace atmqtt::cmqtt {
namespace {

using at::data_form;
using at::given;
using at::Grammar;
using at::into;
using at::keyword;
using at::listed_when;
using at::meant_when;
using at::only_when;
using at::Parameter;
using at::Presence;
using at::Range;
using at::Ranges;
using at::secret_data;
using at::Traits;
using at::unlisted;
using at::write_form;

constexpr Range index_range{0, 1};
constexpr Range topic_length{1, 1024};
constexpr Range quoted_topic_length{1, 500};
constexpr Range payload_length{1, 10240};
constexpr Range qos_range{0, 2};
constexpr Range flag_range{0, 1};
constexpr Range version_range{3, 4};

// The numbers of PDP contexts on the modules that take one here (27.007 10.1.1).
constexpr Range cid_range{1, 15};

constexpr Traits length{.is_length = true};

// The chapter gives no lengths for aliauth; Alibaba's own limits lie within these.
constexpr Range aliauth_length{1, 128};

constexpr Parameter<CidRequest> cid[] = {
    {"cid", into<&CidRequest::cid>, cid_range},
};

constexpr Parameter<AccqRequest> accq[] = {
    {"client_index", into<&AccqRequest::client_index>, index_range},
    {"clientID",
     into<&AccqRequest::client_id>,
     Range{1, 128},
     Presence::required,
     {.may_be_bare = true, .has_own_length = true}},
    {"server_type",
     into<&AccqRequest::server_type>,
     Range{0, 1},
     Presence::optional,
     {.is_bracketed = true}},
    {"mqtt_version",
     into<&AccqRequest::mqtt_version>,
     version_range,
     Presence::optional,
     {.when = given<&Settings::accq_takes_version>}},
};

constexpr Parameter<ClientRequest> rel[] = {
    {"client_index", into<&ClientRequest::client_index>, index_range},
};

constexpr Parameter<SslcfgRequest> sslcfg[] = {
    {"session_id", into<&SslcfgRequest::client_index>, Ranges{{0, 0}, {1, 1}}},
    {"ssl_ctx_index", into<&SslcfgRequest::ssl_ctx_index>, Range{0, 9}},
};

constexpr Parameter<LengthRequest> topic[] = {
    {"client_index", into<&LengthRequest::client_index>, index_range},
    {"req_length", into<&LengthRequest::req_length>, topic_length, Presence::required, length},
};

constexpr Parameter<LengthRequest> payload[] = {
    {"client_index", into<&LengthRequest::client_index>, index_range},
    {"req_length", into<&LengthRequest::req_length>, payload_length, Presence::required, length},
};

constexpr Parameter<LengthQosRequest> topic_and_qos[] = {
    {"client_index", into<&LengthQosRequest::client_index>, index_range},
    {"req_length", into<&LengthQosRequest::req_length>, topic_length, Presence::required, length},
    {"qos", into<&LengthQosRequest::qos>, qos_range},
};

constexpr Parameter<DiscRequest> disc[] = {
    {"client_index", into<&DiscRequest::client_index>, index_range},
    {"timeout", into<&DiscRequest::timeout>, Ranges{{0, 0}, {&Settings::disc_timeout_min, 180}},
     Presence::lenient},
};

constexpr Traits credential{.is_unlisted = true, .is_bracketed = true, .may_be_void = true};
constexpr Traits secret_credential{
    .is_unlisted = true, .is_bracketed = true, .may_be_void = true, .is_secret = true};

constexpr Parameter<ConnectRequest> connect_parameters[] = {
    {"client_index", into<&ConnectRequest::client_index>, index_range},
    {"server_addr", into<&ConnectRequest::server_addr>, Range{9, 256}},
    {"keepalive_time", into<&ConnectRequest::keepalive_time>, Range{1, 64800}},
    {"clean_session", into<&ConnectRequest::clean_session>, flag_range, Presence::lenient},
    {"user_name", into<&ConnectRequest::user_name>, Range{1, 256}, Presence::optional_or_empty,
     credential},
    {"pass_word", into<&ConnectRequest::pass_word>, Range{1, 256}, Presence::optional_or_empty,
     secret_credential},
};

constexpr Parameter<PubRequest> pub[] = {
    {"client_index", into<&PubRequest::client_index>, index_range},
    {"qos", into<&PubRequest::qos>, qos_range},
    {"pub_timeout", into<&PubRequest::pub_timeout>, Range{&Settings::pub_timeout_min, 180}},
    {"retained", into<&PubRequest::retained>, flag_range, Presence::optional},
    {"dup", into<&PubRequest::dup>, flag_range, Presence::optional},
};

constexpr Parameter<PubTopicRequest> pub_topic[] = {
    {"client_index", into<&PubTopicRequest::client_index>, index_range},
    {"topic", into<&PubTopicRequest::topic>, quoted_topic_length},
    {"qos", into<&PubTopicRequest::qos>, qos_range},
    {"reqLength", into<&PubTopicRequest::req_length>, payload_length, Presence::required, length},
    {"retained", into<&PubTopicRequest::retained>, flag_range, Presence::optional},
};

constexpr Parameter<SubCachedRequest> sub_cached[] = {
    {"client_index", into<&SubCachedRequest::client_index>, index_range},
    {"dup", into<&SubCachedRequest::dup>, flag_range, Presence::optional},
};

constexpr Parameter<SubOneRequest> sub_one[] = {
    {"client_index", into<&SubOneRequest::client_index>, index_range},
    {"reqLength", into<&SubOneRequest::req_length>, topic_length, Presence::required, length},
    {"qos", into<&SubOneRequest::qos>, qos_range},
    {"dup", into<&SubOneRequest::dup>, flag_range, Presence::optional},
};

constexpr Parameter<SubTopicRequest> sub_topic[] = {
    {"client_index", into<&SubTopicRequest::client_index>, index_range},
    {"topic", into<&SubTopicRequest::topic>, quoted_topic_length},
    {"qos", into<&SubTopicRequest::qos>, qos_range},
};

constexpr Parameter<UnsubCachedRequest> unsub_cached[] = {
    {"client_index", into<&UnsubCachedRequest::client_index>, index_range},
    {"dup", into<&UnsubCachedRequest::dup>, flag_range, Presence::lenient},
};

constexpr Parameter<UnsubOneRequest> unsub_one[] = {
    {"client_index", into<&UnsubOneRequest::client_index>, index_range},
    {"reqLength", into<&UnsubOneRequest::req_length>, topic_length, Presence::required, length},
    {"dup", into<&UnsubOneRequest::dup>, flag_range, Presence::lenient},
};

constexpr Parameter<UnsubTopicRequest> unsub_topic[] = {
    {"client_index", into<&UnsubTopicRequest::client_index>, index_range},
    {"topic", into<&UnsubTopicRequest::topic>, quoted_topic_length},
    {"dup", into<&UnsubTopicRequest::dup>, flag_range, Presence::optional},
};

constexpr Parameter<OptionRequest> check_utf8[] = {
    {"client_index", into<&OptionRequest::client_index>, index_range},
    {"checkUTF8_flag", into<&OptionRequest::value>, flag_range},
};

constexpr Parameter<OptionRequest> optimeout[] = {
    {"client_index", into<&OptionRequest::client_index>, index_range},
    {"optimeout_val", into<&OptionRequest::value>, Range{20, 120}},
};

constexpr Parameter<OptionRequest> acturc[] = {
    {"client_index", into<&OptionRequest::client_index>, index_range},
    {"acturc_val", into<&OptionRequest::value>, flag_range},
};

constexpr Traits named{.is_named = true};
constexpr Traits secret_named{.is_named = true, .is_secret = true};

constexpr Parameter<AliauthRequest> aliauth[] = {
    {"client_index", into<&AliauthRequest::client_index>, index_range},
    {"productkey", into<&AliauthRequest::productkey>, aliauth_length, Presence::required, named},
    {"devicename", into<&AliauthRequest::devicename>, aliauth_length, Presence::required, named},
    {"devicesecret", into<&AliauthRequest::devicesecret>, aliauth_length, Presence::required,
     secret_named},
};

constexpr Parameter<OptionRequest> version[] = {
    {"client_index", into<&OptionRequest::client_index>, index_range},
    {"mqtt_version", into<&OptionRequest::value>, version_range},
};

constexpr Parameter<ArgtopicRequest> argtopic[] = {
    {"client_index", into<&ArgtopicRequest::client_index>, index_range},
    {"argtopic", into<&ArgtopicRequest::argtopic>, flag_range},
    {"payload_length", into<&ArgtopicRequest::payload_length>, flag_range, Presence::optional},
};

constexpr Parameter<CfgCidRequest> cfg_cid[] = {
    {"cid", into<&CfgCidRequest::cid>, cid_range, Presence::optional},
};

constexpr Parameter<ScidRequest> scid[] = {
    {"client_index", into<&ScidRequest::client_index>, index_range, Presence::optional},
    {"cid", into<&ScidRequest::cid>, cid_range, Presence::optional},
};

/// A topic in quotes is the style of argtopic; without it a number is wanted there (C3).
constexpr Grammar quoted_topics{.forgives_quoted_numbers = true};
constexpr Grammar surplus{.forgives_surplus = true};

/// AT+CMQTTUNSUB=<client_index>,<n>: above 1 it can only be a length (C12).
bool second_is_a_length(const Service&, std::span<const at::Argument> values) {
  return values.size() > 2 || at::parse_number(values[1].text).value_or(0) > 1;
}

/// The topic stands in quotes, and the client has argtopic on.
bool second_is_a_topic(const Service& service, std::span<const at::Argument> values) {
  if (values[1].kind != at::Argument::Kind::quoted) return false;
  const auto index = at::parse_number(values[0].text);
  return index && *index < Service::client_count && service.client(*index).has_argtopic();
}

/// A form that argtopic brings; which of two forms is meant is told by the quotes of the topic.
constexpr at::WriteForm<Service> by_argtopic(at::WriteForm<Service> form) {
  return only_when(given<&Settings::cfg_argtopic>,
                   at::unlisted(meant_when(second_is_a_topic, form)));
}

// clang-format off
constexpr at::Command<Service> commands[] = {
    {.name = "+CMQTTSTART", .source = "F1601", .needs = Demand::start,
     .execute = start, .has_test = true, .has_later_result = true,
     .write = {only_when(given<&Settings::start_cid>, write_form<cid, start_in_context>())}},
    {.name = "+CMQTTSTOP", .source = "F1602", .needs = Demand::stop,
     .execute = stop, .has_test = true, .has_later_result = true,
     .write = {only_when(given<&Settings::start_cid>, write_form<cid, stop_in_context>())}},
    {.name = "+CMQTTACCQ", .source = "F1603", .needs = Demand::acquire,
     .read = list_clients, .has_test = true,
     .write = {write_form<accq, acquire>()}},
    {.name = "+CMQTTREL", .source = "F1604", .needs = Demand::release,
     .read = list_nothing, .has_test = true,
     .write = {write_form<rel, release, surplus>()}},
    {.name = "+CMQTTSSLCFG", .source = "F1605", .needs = Demand::bind,
     .read = list_bindings, .has_test = true,
     .write = {write_form<sslcfg, bind>()}},
    {.name = "+CMQTTWILLTOPIC", .source = "F1606", .needs = Demand::set_will,
     .has_test = true,
     .write = {data_form<topic, begin_will_topic, set_will_topic>()}},
    {.name = "+CMQTTWILLMSG", .source = "F1607", .needs = Demand::set_will,
     .has_test = true,
     .write = {secret_data(data_form<topic_and_qos, begin_will_message, set_will_message>())}},
    {.name = "+CMQTTDISC", .source = "F1608", .needs = Demand::disconnect,
     .read = list_disc_states, .has_test = true, .has_later_result = true,
     .write = {write_form<disc, disconnect>()}},
    {.name = "+CMQTTCONNECT", .source = "F1609", .needs = Demand::connect,
     .read = list_connections, .has_test = true, .has_later_result = true,
     .write = {write_form<connect_parameters, connect>()}},
    {.name = "+CMQTTTOPIC", .source = "F1610", .needs = Demand::converse,
     .has_test = true,
     .write = {data_form<topic, begin_topic, set_topic>()}},
    {.name = "+CMQTTPAYLOAD", .source = "F1611", .needs = Demand::converse,
     .has_test = true,
     .write = {data_form<payload, begin_payload, set_payload>()}},
    {.name = "+CMQTTPUB", .source = "F1612", .needs = Demand::publish,
     .has_test = true, .has_later_result = true,
     .write = {write_form<pub, publish, quoted_topics>(),
               by_argtopic(data_form<pub_topic, begin_publish_topic, publish_topic>())}},
    {.name = "+CMQTTSUBTOPIC", .source = "F1613", .when = given<&Settings::subtopic>,
     .needs = Demand::converse,
     .has_test = true,
     .write = {data_form<topic_and_qos, begin_subtopic, add_subtopic>()}},
    {.name = "+CMQTTSUB", .source = "F1614", .needs = Demand::converse,
     .read = list_subscriptions, .read_when = given<&Settings::sub_read>,
     .has_test = true, .has_later_result = true,
     .write = {unlisted(write_form<sub_cached, subscribe_cached, quoted_topics>()),
               data_form<sub_one, begin_subscribe_one, subscribe_one, quoted_topics>(),
               by_argtopic(write_form<sub_topic, subscribe_topic>())}},
    {.name = "+CMQTTUNSUBTOPIC", .source = "F1615", .when = given<&Settings::subtopic>,
     .needs = Demand::converse,
     .has_test = true,
     .write = {data_form<topic, begin_unsubtopic, add_unsubtopic>()}},
    {.name = "+CMQTTUNSUB", .source = "F1616", .needs = Demand::converse,
     .has_test = true, .has_later_result = true,
     .write = {unlisted(write_form<unsub_cached, unsubscribe_cached, quoted_topics>()),
               meant_when(second_is_a_length,
                          data_form<unsub_one, begin_unsubscribe_one, unsubscribe_one,
                                    quoted_topics>()),
               by_argtopic(write_form<unsub_topic, unsubscribe_topic>())}},
    {.name = "+CMQTTCFG", .source = "F1617", .needs = Demand::configure,
     .read = list_configurations, .has_test = true,
     .write = {keyword("checkUTF8", write_form<check_utf8, set_check_utf8>()),
               keyword("optimeout", write_form<optimeout, set_optimeout>()),
               only_when(given<&Settings::cfg_aliauth>,
                         listed_when(given<&Settings::cfg_test_whole>,
                                     keyword("aliauth", write_form<aliauth, set_aliauth>()))),
               only_when(given<&Settings::cfg_acturc>,
                         listed_when(given<&Settings::cfg_test_whole>,
                                     keyword("acturc", write_form<acturc, set_acturc>()))),
               only_when(given<&Settings::cfg_version>,
                         keyword("version", write_form<version, set_version>())),
               only_when(given<&Settings::cfg_argtopic>,
                         keyword("argtopic", write_form<argtopic, set_argtopic>())),
               only_when(given<&Settings::cfg_cid>,
                         unlisted(keyword("cid", write_form<cfg_cid, configure_cid>()))),
               only_when(given<&Settings::cfg_cid>,
                         unlisted(keyword("scid", write_form<scid, configure_scid>())))}},
};
// clang-format on

static_assert(std::ranges::all_of(commands, at::write_forms_differ<Service>));

}  // namespace

std::span<const at::Command<Service>> chapter() { return commands; }

}  // namespace atmqtt::cmqtt
