#pragma once

#include <string_view>

namespace atmqtt::cmqtt {

/// <err> of the chapter (MB 1.1). The numbers that never occur (C11) have no name.
enum class Err : unsigned char {
  success = 0,
  failed = 1,
  bad_utf8_string = 2,
  socket_connect_failed = 3,
  socket_create_failed = 4,
  message_receive_failed = 6,
  network_not_opened = 9,
  client_index_error = 10,
  no_connection = 11,
  invalid_parameter = 12,
  operation_not_supported = 13,
  client_busy = 14,
  socket_sending_failed = 16,
  timeout = 17,
  topic_is_empty = 18,
  client_is_used = 19,
  client_not_acquired = 20,
  client_not_released = 21,
  length_out_of_range = 22,
  network_is_opened = 23,
  packet_failed = 24,
  dns_error = 25,
  socket_closed_by_server = 26,
  refused_protocol_version = 27,
  refused_identifier = 28,
  refused_server_unavailable = 29,
  refused_bad_user_name_or_password = 30,
  refused_not_authorized = 31,
  handshake_failed = 32,
  certificate_not_set = 33,
  open_session_failed = 34,
  disconnect_failed = 35,
};

/// The meaning in words.
[[nodiscard]] std::string_view text_of(Err err);

/// CONNACK return codes 1 to 5 are the <err> 27 to 31. Needs: 1 <= return_code <= 5.
[[nodiscard]] Err err_of_connack(int return_code);

}  // namespace atmqtt::cmqtt
