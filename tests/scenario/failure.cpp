#include "scenario/failure.hpp"

#include "base/check.hpp"

namespace atmqtt::scenario {
namespace {

using namespace std::string_view_literals;

// clang-format off
constexpr FailureTraits table[] = {
    //                                                        CONNECT pending cause
    {Failure::close,                 "FIN",                        26,  6, 1, ""},
    {Failure::half_packet,           "half a packet and FIN",      26,  6, 1, "\x20"sv},
    {Failure::forgetful,             "FIN and a lost session",     26,  6, 1, ""},
    {Failure::reset,                 "RST",                        26,  6, 2, ""},
    {Failure::garbage_type,          "packet type 0",              24, 24, 2, "\x00\x00"sv},
    {Failure::garbage_length,        "length without end",         24, 24, 2, "\x30\xFF\xFF\xFF\xFF\xFF"sv},
    {Failure::garbage_qos,           "QoS 3",                      24, 24, 2, "\x36\x05\x00\x01\x61\x00\x01"sv},
    {Failure::client_packet,         "PINGREQ of the server",      24, 24, 2, "\xC0\x00"sv},
    {Failure::silence,               "silence",                    17, 17, 2, ""},
    {Failure::stuck,                 "stuck link",                 17, 17, 2, ""},
    {Failure::late,                  "late answer",                17, 17, 0, ""},
    {Failure::network_lost,          "lost data connection",        6,  6, 3, ""},
    {Failure::host_returns,          "host goes and returns",       0,  0, 0, ""},
    {Failure::host_stays_away,       "host stays away",             0,  0, 0, ""},
    {Failure::host_disconnects,      "AT+CMQTTDISC",                6,  6, 0, ""},
    {Failure::name_not_resolved,     "name not resolved",          25,  0, 0, ""},
    {Failure::no_socket,             "no socket",                   4,  0, 0, ""},
    {Failure::not_connected,         "connection refused",          3,  0, 0, ""},
    {Failure::refused_version,       "CONNACK 1",                  27,  0, 0, ""},
    {Failure::refused_identifier,    "CONNACK 2",                  28,  0, 0, ""},
    {Failure::refused_unavailable,   "CONNACK 3",                  29,  0, 0, ""},
    {Failure::refused_credentials,   "CONNACK 4",                  30,  0, 0, ""},
    {Failure::refused_authorization, "CONNACK 5",                  31,  0, 0, ""},
    {Failure::refused_unknown,       "CONNACK 6",                  24,  0, 0, ""},
};
// clang-format on

}  // namespace

const FailureTraits& traits_of(Failure failure) {
  const FailureTraits& traits = table[static_cast<std::size_t>(failure)];
  CHECK(traits.failure == failure);
  return traits;
}

std::span<const FailureTraits> all_failures() { return table; }

}  // namespace atmqtt::scenario
