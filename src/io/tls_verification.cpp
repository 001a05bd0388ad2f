#include "io/tls_verification.hpp"

#include <arpa/inet.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <ctime>
#include <memory>

namespace atmqtt::io {
namespace {

/// A date of a certificate and that of the module's clock: with their times, in UTC, where the days
/// alone would tell nothing.
struct Dates {
  std::string certificate;
  std::string clock;
};

Dates dates_of(const ASN1_TIME* time, X509_STORE_CTX* store) {
  const std::tm clock = fmt::gmtime(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(store)));
  Dates dates{"an unreadable date", fmt::format("{:%Y-%m-%d}", clock)};
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return dates;
  dates.certificate = fmt::format("{:%Y-%m-%d}", parts);
  if (dates.certificate != dates.clock) return dates;
  return {fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", parts),
          fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", clock)};
}

struct FreeNames {
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(char* text) const { OPENSSL_free(text); }
  void operator()(ASN1_OCTET_STRING* address) const { ASN1_OCTET_STRING_free(address); }
};

std::string address_of(const ASN1_STRING* value) {
  const unsigned char* octets = ASN1_STRING_get0_data(value);
  const int size = ASN1_STRING_length(value);
  char text[INET6_ADDRSTRLEN] = "";
  constexpr int ipv4_size = 4;
  constexpr int ipv6_size = 16;
  if (size == ipv4_size) inet_ntop(AF_INET, octets, text, sizeof(text));
  if (size == ipv6_size) inet_ntop(AF_INET6, octets, text, sizeof(text));
  return text;
}

std::string common_name_of(const X509_NAME* name) {
  char text[256] = "";
  X509_NAME_get_text_by_NID(name, NID_commonName, text, sizeof(text));
  return text;
}

/// The names and addresses that a certificate is for.
std::string names_of(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, FreeNames> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::string text;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int type = 0;
    const auto* value = static_cast<const ASN1_STRING*>(
        GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &type));
    if (!text.empty()) text += ", ";
    if (type == GEN_DNS) {
      text.append(reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
                  static_cast<std::size_t>(ASN1_STRING_length(value)));
    } else {
      text += type == GEN_IPADD ? address_of(value) : "a name of another kind";
    }
  }
  if (!text.empty()) return text;
  return fmt::format("CN {} only", common_name_of(X509_get_subject_name(certificate)));
}

/// The name or address that was asked for.
std::string asked_name(X509_STORE_CTX* store) {
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(store);
  if (const char* host = X509_VERIFY_PARAM_get0_host(parameters, 0)) return host;
  const std::unique_ptr<char, FreeNames> text(X509_VERIFY_PARAM_get1_ip_asc(parameters));
  // OpenSSL writes IPv6 in full; it is to look as it does in names_of().
  const std::unique_ptr<ASN1_OCTET_STRING, FreeNames> address(
      text == nullptr ? nullptr : a2i_IPADDRESS(text.get()));
  return address == nullptr ? "" : address_of(address.get());
}

/// "server certificate", or the place of another one in the chain.
std::string place_of(int depth) {
  return depth == 0 ? "server certificate" : fmt::format("certificate {} of the chain", depth);
}

std::string reason_of(X509_STORE_CTX* store) {
  const int error = X509_STORE_CTX_get_error(store);
  X509* certificate = X509_STORE_CTX_get_current_cert(store);
  const std::string place = place_of(X509_STORE_CTX_get_error_depth(store));
  switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED: {
      const Dates dates = dates_of(X509_get0_notAfter(certificate), store);
      return fmt::format(
          "{} expired {}, and the module's clock says {}; renew it, or correct AT+CCLK", place,
          dates.certificate, dates.clock);
    }
    case X509_V_ERR_CERT_NOT_YET_VALID: {
      const Dates dates = dates_of(X509_get0_notBefore(certificate), store);
      return fmt::format(
          "{} is not valid before {}, and the module's clock says {}; correct AT+CCLK", place,
          dates.certificate, dates.clock);
    }
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return fmt::format("{} is for {}, not for {}; connect by a name that it has", place,
                         names_of(certificate), asked_name(store));
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return fmt::format("{} is self-signed and not in cacert", place);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return fmt::format(
          "{} was issued by \"{}\", which is neither in cacert nor sent by the server", place,
          common_name_of(X509_get_issuer_name(certificate)));
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return fmt::format("the chain of the server ends with \"{}\", which is not in cacert",
                         common_name_of(X509_get_subject_name(certificate)));
    default: return fmt::format("{}: {}", place, X509_verify_cert_error_string(error));
  }
}

int verdict_index() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

void set_verification(SSL* ssl, const TlsSettings& settings, const std::string& host,
                      TlsVerdict& verdict) {
  SSL_set_ex_data(ssl, verdict_index(), &verdict);
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  if (settings.checks_dates) {
    X509_VERIFY_PARAM_set_time(parameters, settings.clock.time_since_epoch().count());
  } else {
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_NO_CHECK_TIME);
  }
  if (!settings.checks_name) return;
  // What is no address is a name.
  if (X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str()) != 1)
    SSL_set1_host(ssl, host.c_str());
}

void forget_verdict(SSL* ssl) { SSL_set_ex_data(ssl, verdict_index(), nullptr); }

int note_verification(int is_accepted, X509_STORE_CTX* store) {
  if (is_accepted == 1) return 1;
  auto* ssl =
      static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  auto* verdict = static_cast<TlsVerdict*>(SSL_get_ex_data(ssl, verdict_index()));
  if (verdict != nullptr && verdict->reason.empty()) verdict->reason = reason_of(store);
  return 0;
}

}  // namespace atmqtt::io
