#include "cmqtt/err.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <iterator>

namespace atmqtt::cmqtt {
namespace {

struct ErrText {
  Err err;
  std::string_view text;
};

constexpr ErrText texts[] = {
    {Err::success, "success"},
    {Err::failed, "failed"},
    {Err::bad_utf8_string, "it is not a UTF-8 string"},
    {Err::socket_connect_failed, "the server refuses the connection or cannot be reached"},
    {Err::socket_create_failed, "no socket could be created"},
    {Err::message_receive_failed, "the connection ended before the answer"},
    {Err::network_not_opened, "the MQTT service is not started"},
    {Err::client_index_error, "there is no such client"},
    {Err::no_connection, "the client is not connected"},
    {Err::invalid_parameter, "a parameter is invalid"},
    {Err::operation_not_supported, "the client is connected or connecting already"},
    {Err::client_busy, "the client is busy"},
    {Err::socket_sending_failed, "the socket takes no data"},
    {Err::timeout, "the time is over"},
    {Err::topic_is_empty, "no topic was entered"},
    {Err::client_is_used, "the client is acquired already"},
    {Err::client_not_acquired, "the client is not acquired"},
    {Err::client_not_released, "a client is not released"},
    {Err::length_out_of_range, "a length is out of range"},
    {Err::network_is_opened, "the MQTT service is started already"},
    {Err::packet_failed, "the server broke the protocol"},
    {Err::dns_error, "the name of the server could not be resolved"},
    {Err::socket_closed_by_server, "the server closed the connection"},
    {Err::refused_protocol_version, "the server does not accept this version of MQTT"},
    {Err::refused_identifier, "the server does not accept the client id"},
    {Err::refused_server_unavailable, "the server is not available"},
    {Err::refused_bad_user_name_or_password, "the server rejects user name or password"},
    {Err::refused_not_authorized, "the server does not authorize the client"},
    {Err::handshake_failed, "the TLS handshake failed"},
    {Err::certificate_not_set, "a certificate that the SSL context needs is not set"},
    {Err::open_session_failed, "the SSL session could not be opened"},
    {Err::disconnect_failed, "the client could not disconnect from the server"},
};

}  // namespace

std::string_view text_of(Err err) {
  const auto* found = std::ranges::find(texts, err, &ErrText::err);
  CHECK(found != std::end(texts));
  return found->text;
}

Err err_of_connack(int return_code) {
  CHECK(return_code >= 1 && return_code <= 5);
  return static_cast<Err>(static_cast<int>(Err::refused_protocol_version) - 1 + return_code);
}

}  // namespace atmqtt::cmqtt
