#pragma once

#include <optional>
#include <string_view>

/// What a parsed command of the chapter is: one struct per write form, its members named after the
/// chapter's parameters. An optional member may be left out by the DTE. Views point into the
/// command line.
namespace atmqtt::cmqtt {

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

struct SubCachedRequest {
  int client_index{};
  std::optional<int> dup;
};

struct SubOneRequest {
  int client_index{}, req_length{}, qos{};
  std::optional<int> dup;
};

struct UnsubCachedRequest {
  int client_index{}, dup{};
};

struct UnsubOneRequest {
  int client_index{}, req_length{}, dup{};
};

struct OptionRequest {  // CFG "checkUTF8" "optimeout" "acturc"
  int client_index{}, value{};
};

struct AliauthRequest {
  int client_index{};
  std::string_view productkey, devicename, devicesecret;
};

}  // namespace atmqtt::cmqtt
