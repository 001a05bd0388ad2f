#include "base/utf8.hpp"
#include "cmqtt/entered_text.hpp"
#include "cmqtt/handlers.hpp"
#include "cmqtt/server_address.hpp"
#include "cmqtt/service.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

/// WILLTOPIC WILLMSG DISC CONNECT
namespace atmqtt::cmqtt {
namespace {

/// Reads user name and password by decision C12. `""` for both means none of them; the password may
/// be empty, and may not stand without a user name.
std::optional<at::Reply> check_credentials(const Service& service, ConnectRequest& request) {
  auto& user_name = request.user_name;
  auto& pass_word = request.pass_word;
  const bool has_name = user_name && !user_name->empty();
  if (!has_name && pass_word && !pass_word->empty()) {
    return service.refusal(Demand::connect, request.client_index, Err::invalid_parameter,
                           "a password needs a user name");
  }
  if (user_name && user_name->empty() && !pass_word) {
    return service.refusal(Demand::connect, request.client_index, Err::length_out_of_range,
                           "the user name is empty");
  }
  if (!has_name) {
    user_name.reset();
    pass_word.reset();
  }
  return {};
}

}  // namespace

at::Reply begin_will_topic(Service&, const LengthRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply set_will_topic(Service& service, const LengthRequest& request, std::string_view data) {
  Client& client = service.client(request.client_index);
  const auto topic = check_topic(data, TextKind::topic_name, client.checks_utf8());
  if (!topic) return service.refusal(Demand::set_will, request.client_index, topic.error());
  client.set_will_topic(*topic);
  return at::Reply::ok();
}

at::Reply begin_will_message(Service&, const LengthQosRequest& request) {
  return at::Reply::data(static_cast<std::size_t>(request.req_length));
}

at::Reply set_will_message(Service& service, const LengthQosRequest& request,
                           std::string_view data) {
  service.client(request.client_index).set_will_message(data, static_cast<mqtt::Qos>(request.qos));
  return at::Reply::ok();
}

at::Reply list_disc_states(Service& service, at::ResponseWriter& writer) {
  for (int index = 0; index < Service::client_count; ++index) {
    // 1 is disconnected, 0 is connected.
    writer.information(
        fmt::format("+CMQTTDISC: {},{:d}", index, !service.client(index).is_online()));
  }
  return at::Reply::ok();
}

at::Reply disconnect(Service& service, const DiscRequest& request) {
  service.client(request.client_index).disconnect(request.timeout);
  return at::Reply::ok();
}

at::Reply list_connections(Service& service, at::ResponseWriter& writer) {
  for (int index = 0; index < Service::client_count; ++index) {
    const Client& client = service.client(index);
    const std::string head = fmt::format("+CMQTTCONNECT: {}", index);
    writer.information(head + client.connection_text(false), head + client.connection_text(true));
  }
  return at::Reply::ok();
}

at::Reply connect(Service& service, const ConnectRequest& written) {
  ConnectRequest request = written;
  Client& client = service.client(request.client_index);
  if (auto refusal = check_credentials(service, request)) return std::move(*refusal);
  const auto address = parse_server_address(request.server_addr);
  if (!address) {
    return service.refusal(Demand::connect, request.client_index, Err::invalid_parameter,
                           std::string(address.error()));
  }
  if (client.checks_utf8() && request.user_name && !is_utf8(*request.user_name)) {
    return service.refusal(Demand::connect, request.client_index, Err::bad_utf8_string,
                           "the user name is not a UTF-8 string");
  }
  return client.connect(request);
}

}  // namespace atmqtt::cmqtt
