#include "tlsconf/tls.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <charconv>

namespace atmqtt::tlsconf {
namespace {

/// What the option sslversion means (MB 6.1).
TlsVersion version_of(int sslversion, bool has_tls13) {
  constexpr TlsVersion older[] = {TlsVersion::ssl3, TlsVersion::tls1_0, TlsVersion::tls1_1,
                                  TlsVersion::tls1_2, TlsVersion::all};
  constexpr TlsVersion newer[] = {TlsVersion::tls1_2, TlsVersion::tls1_3, TlsVersion::all};
  return has_tls13 ? newer[sslversion] : older[sslversion];
}

/// Nothing where all suites are meant. Needs: `text` is empty, or hexadecimal as CSSLCFG takes it.
std::optional<std::uint16_t> ciphersuite_of(std::string_view text) {
  constexpr std::uint16_t all_suites = 0xFFFF;
  constexpr std::string_view prefix = "0x";
  if (text.empty()) return std::nullopt;
  std::uint16_t suite = 0;
  std::from_chars(text.data() + prefix.size(), text.data() + text.size(), suite, 16);
  if (suite == all_suites) return std::nullopt;
  return suite;
}

/// The password in a file, which an editor has ended with a line end.
std::string password_in(std::string_view content) {
  while (content.ends_with('\n') || content.ends_with('\r')) content.remove_suffix(1);
  return std::string(content);
}

}  // namespace

void Tls::restore(const TlsFile& certificate) {
  if (!certificates_.has_room_for(certificate.name)) return;
  certificates_.put(certificate.name, certificate.content);
}

void Tls::lend(const TlsFile& certificate) {
  if (!certificates_.has_room_for(certificate.name)) return;
  certificates_.lend(certificate.name, certificate.content);
}

tl::expected<TlsSettings, std::string> Tls::settings_of(int ssl_ctx_index) const {
  const SslContext& context = contexts_.get(ssl_ctx_index);
  const auto find = [&](std::string_view option,
                        std::string_view name) -> tl::expected<TlsFile, std::string> {
    if (name.empty()) {
      return tl::unexpected(
          fmt::format("authmode {} needs {}, context {} has none; set it with AT+CSSLCFG",
                      context.authmode, option, ssl_ctx_index));
    }
    const auto content = certificates_.find(name);
    if (!content) {
      return tl::unexpected(
          fmt::format("{} {} of context {} is not in the store; enter it with AT+CCERTDOWN", option,
                      name, ssl_ctx_index));
    }
    return TlsFile{std::string(name), std::string(*content)};
  };

  TlsSettings settings;
  settings.version = version_of(context.sslversion, settings_.csslcfg_tls13);
  settings.allows_legacy = settings_.tls_legacy;
  settings.checks_name = settings_.tls_check_name && context.ignorecertcn == 0;
  settings.sends_server_name = context.enable_sni == 1;
  settings.handshake_limit = std::chrono::seconds(context.negotiatetime);
  settings.ciphersuite = ciphersuite_of(context.ciphersuites);
  settings.key_password = context.keypwd.view();
  settings.checks_dates = context.ignorelocaltime == 0;
  if (context.checks_server()) {
    auto trusted = find("cacert", context.cacert);
    if (!trusted) return tl::unexpected(trusted.error());
    settings.trusted = std::move(*trusted);
  }
  if (context.shows_certificate()) {
    auto certificate = find("clientcert", context.clientcert);
    if (!certificate) return tl::unexpected(certificate.error());
    auto key = find("clientkey", context.clientkey);
    if (!key) return tl::unexpected(key.error());
    settings.certificate = std::move(*certificate);
    settings.key = std::move(*key);
    if (!context.password.empty()) {
      auto password = find("password", context.password);
      if (!password) return tl::unexpected(password.error());
      settings.key_password = password_in(password->content);
    }
  }
  return settings;
}

at::Reply Tls::store(const std::string& name, std::string_view content) {
  if (!certificates_.has_room_for(name)) return refuse_full_store();
  const std::string kept(content);
  return store_.request({StoreAction::Kind::put_certificate, name, kept},
                        [=, this](const StoreResult&) { certificates_.put(name, kept); });
}

at::Reply Tls::remove(const std::string& name) {
  return store_.request({StoreAction::Kind::remove_certificate, name, {}},
                        [=, this](const StoreResult&) { certificates_.remove(name); });
}

at::Reply Tls::take_file(const std::string& name) {
  if (!certificates_.has_room_for(name)) return refuse_full_store();
  return store_.request(
      {StoreAction::Kind::import_certificate, name, {}},
      [=, this](const StoreResult& result) { certificates_.put(name, result.content); });
}

at::Reply Tls::refuse_full_store() {
  return at::Reply::error(
      fmt::format("the store is full with {} certificates", limits::certificate_count_max));
}

}  // namespace atmqtt::tlsconf
