#include "io/tls_outcome.hpp"

#include "io/tls_error.hpp"

#include <fmt/format.h>
#include <openssl/err.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace atmqtt::io {
namespace {

/// What a number of OpenSSL or of TLS means to somebody who has AT commands to change it.
struct Meaning {
  int number;
  std::string_view text;
};

/// RFC 8446 section 6.2: what a server tells its client, and what it usually wants by it.
constexpr Meaning alerts[] = {
    {SSL_AD_HANDSHAKE_FAILURE,
     "no version and cipher suite in common, or it wants a client certificate (authmode 2 or 3) or "
     "its name (enableSNI)"},
    {SSL_AD_PROTOCOL_VERSION, "it does not speak the version of TLS that sslversion asks for"},
    {SSL_AD_INSUFFICIENT_SECURITY, "it wants better cipher suites; see ciphersuites"},
    {TLS13_AD_CERTIFICATE_REQUIRED,
     "it wants a client certificate; set authmode 2 or 3, clientcert and clientkey"},
    {SSL_AD_UNKNOWN_CA, "it does not know the CA that has signed clientcert"},
    {SSL_AD_BAD_CERTIFICATE, "it does not accept clientcert"},
    {SSL_AD_UNSUPPORTED_CERTIFICATE, "it does not accept a clientcert of this kind"},
    {SSL_AD_CERTIFICATE_REVOKED, "clientcert is revoked"},
    {SSL_AD_CERTIFICATE_EXPIRED, "clientcert is expired"},
    {SSL_AD_CERTIFICATE_UNKNOWN, "it does not accept clientcert"},
    {SSL_AD_ACCESS_DENIED, "it does not let the owner of clientcert in"},
    {SSL_AD_UNRECOGNIZED_NAME, "it has no server of the name that enableSNI sent, or needs one"},
};

/// What OpenSSL finds wrong with the server by itself.
constexpr Meaning faults[] = {
    // Its words for octets that are no TLS.
    {SSL_R_WRONG_VERSION_NUMBER,
     "the peer speaks no TLS on this port; brokers have another for it"},
    {SSL_R_PACKET_LENGTH_TOO_LONG,
     "the peer speaks no TLS on this port; brokers have another for it"},
    {SSL_R_HTTP_REQUEST, "the peer speaks no TLS on this port; brokers have another for it"},
    {SSL_R_UNSUPPORTED_PROTOCOL,
     "the server chose a version of TLS that sslversion does not allow"},
};

template <std::size_t count>
std::string_view find(const Meaning (&meanings)[count], int number) {
  for (const Meaning& meaning : meanings) {
    if (meaning.number == number) return meaning.text;
  }
  return {};
}

std::string reason_of_alert(int number) {
  const std::string_view meaning = find(alerts, number);
  // The one name that OpenSSL 3.0 does not know.
  const std::string_view name = number == TLS13_AD_CERTIFICATE_REQUIRED
                                    ? "certificate required"
                                    : SSL_alert_desc_string_long(number);
  return fmt::format("the server sent the alert \"{}\"{}{}", name, meaning.empty() ? "" : ": ",
                     meaning);
}

std::string reason_of_fault(int reason, bool is_secured) {
  const std::string text = take_openssl_error();
  if (is_secured) return fmt::format("the server sent a broken TLS record ({})", text);
  const std::string_view meaning = find(faults, reason);
  if (meaning.empty()) return "the server's side of the handshake is not acceptable: " + text;
  return fmt::format("{} ({})", meaning, text);
}

}  // namespace

TlsOutcome outcome_of(const SSL* ssl, int result, bool is_secured) {
  const int system_error = errno;
  TlsOutcome outcome;
  outcome.code = SSL_get_error(ssl, result);
  const unsigned long error = ERR_peek_error();
  const int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;
  const bool is_cut = outcome.code == SSL_ERROR_SSL && reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  if (outcome.code == SSL_ERROR_ZERO_RETURN) {
    outcome.end = LinkEnd::closed;
    outcome.reason = "closed by the server";
  } else if (is_cut || (outcome.code == SSL_ERROR_SYSCALL && system_error == 0)) {
    outcome.end = LinkEnd::truncated;
    outcome.reason = "the server closed the connection without close_notify";
  } else if (outcome.code == SSL_ERROR_SYSCALL) {
    outcome.end = LinkEnd::reset;
    outcome.reason = std::system_category().message(system_error);
  } else if (outcome.code == SSL_ERROR_SSL) {
    outcome.end = LinkEnd::alert;
    outcome.reason = reason > SSL_AD_REASON_OFFSET ? reason_of_alert(reason - SSL_AD_REASON_OFFSET)
                                                   : reason_of_fault(reason, is_secured);
  }
  ERR_clear_error();
  return outcome;
}

}  // namespace atmqtt::io
