#pragma once

#include <optional>
#include <string_view>

/// What a parsed command of the chapter is: one struct per write form, its members named after the
/// chapter's parameters. An optional member may be left out by the DTE. Views point into the
/// command line.
namespace atmqtt::cmqtt {

struct CidRequest {  // START STOP with a PDP context
  int cid{};
};

struct AccqRequest {
  int client_index{};
  std::string_view client_id;
  std::optional<int> server_type, mqtt_version;
};

struct ClientRequest {  // REL
  int client_index{};
};

struct SslcfgRequest {
  int client_index{};  ///< the chapter's session_id, which is one
  int ssl_ctx_index{};
};

struct LengthRequest {  // WILLTOPIC TOPIC PAYLOAD UNSUBTOPIC
  int client_index{}, req_length{};
};

struct LengthQosRequest {  // WILLMSG SUBTOPIC
  int client_index{}, req_length{}, qos{};
};

struct DiscRequest {
  int client_index{}, timeout{};
};

struct ConnectRequest {
  int client_index{};
  std::string_view server_addr;
  int keepalive_time{}, clean_session{};
  std::optional<std::string_view> user_name, pass_word;
};

struct PubRequest {
  int client_index{}, qos{}, pub_timeout{};
  std::optional<int> retained, dup;
};

struct PubTopicRequest {  // PUB with the topic in quotes
  int client_index{};
  std::string_view topic;
  int qos{}, req_length{};
  std::optional<int> retained;
};

struct SubCachedRequest {
  int client_index{};
  std::optional<int> dup;
};

struct SubOneRequest {
  int client_index{}, req_length{}, qos{};
  std::optional<int> dup;
};

struct SubTopicRequest {  // SUB with the topic in quotes
  int client_index{};
  std::string_view topic;
  int qos{};
};

struct UnsubCachedRequest {
  int client_index{}, dup{};
};

struct UnsubOneRequest {
  int client_index{}, req_length{}, dup{};
};

struct UnsubTopicRequest {  // UNSUB with the topic in quotes
  int client_index{};
  std::string_view topic;
  std::optional<int> dup;
};

struct OptionRequest {  // CFG "checkUTF8" "optimeout" "version" "acturc"
  int client_index{}, value{};
};

struct AliauthRequest {
  int client_index{};
  std::string_view productkey, devicename, devicesecret;
};

struct ArgtopicRequest {
  int client_index{}, argtopic{};
  std::optional<int> payload_length;
};

struct CfgCidRequest {
  std::optional<int> cid;
};

struct ScidRequest {
  std::optional<int> client_index, cid;
};

}  // namespace atmqtt::cmqtt
