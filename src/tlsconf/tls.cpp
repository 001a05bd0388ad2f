#include "tlsconf/tls.hpp"

#include <fmt/format.h>

namespace atmqtt::tlsconf {

void Tls::restore(const StoredFile& file) {
  CertificateStore& store = file.area == StoreArea::certificates ? certificates_ : files_;
  if (store.has_room_for(file.name)) store.put(file.name, file.content);
}

tl::expected<TlsSettings, std::string> Tls::settings_of(int ssl_ctx_index) const {
  const SslContext& context = contexts_.get(ssl_ctx_index);
  const auto find = [&](std::string_view option,
                        const std::string& name) -> tl::expected<TlsFile, std::string> {
    if (name.empty()) {
      return tl::unexpected(
          fmt::format("authmode {} needs {}, context {} has none; set it with AT+CSSLCFG",
                      context.authmode, option, ssl_ctx_index));
    }
    const std::string* content = certificates_.find(name);
    if (content == nullptr) {
      return tl::unexpected(
          fmt::format("{} {} of context {} is not in the store; enter it with AT+CCERTDOWN", option,
                      name, ssl_ctx_index));
    }
    return TlsFile{name, *content};
  };

  TlsSettings settings;
  settings.version = static_cast<TlsVersion>(context.sslversion);
  settings.allows_legacy = settings_.tls_legacy;
  settings.checks_name = settings_.tls_check_name;
  settings.sends_server_name = context.enable_sni == 1;
  settings.handshake_limit = std::chrono::seconds(context.negotiatetime);
  settings.is_limited_to_aes128_sha = context.ciphersuites == "0x002F";
  settings.key_password = context.keypwd;
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
  }
  return settings;
}

at::Reply Tls::request(StoreAction action) {
  pending_ = action;
  pending_line_ = line_.line_number();
  actions_.emplace_back(std::move(action));
  return at::Reply::pending();
}

at::Reply Tls::store(std::string_view name, std::string_view content) {
  return request(
      {StoreAction::Kind::put, StoreArea::certificates, std::string(name), std::string(content)});
}

at::Reply Tls::remove(std::string_view name) {
  return request({StoreAction::Kind::remove, StoreArea::certificates, std::string(name), {}});
}

at::Reply Tls::move(std::string_view name) {
  return request({StoreAction::Kind::move, StoreArea::files, std::string(name), {}});
}

void Tls::on_stored(const std::optional<std::string>& error) {
  if (!pending_) return;
  const StoreAction done = std::move(*pending_);
  pending_.reset();
  if (error) return line_.finish(pending_line_, at::Reply::error(*error));
  switch (done.kind) {
    case StoreAction::Kind::put: certificates_.put(done.name, done.content); break;
    case StoreAction::Kind::remove: certificates_.remove(done.name); break;
    case StoreAction::Kind::move:
      certificates_.put(done.name, *files_.find(done.name));
      files_.remove(done.name);
      break;
  }
  line_.finish(pending_line_, at::Reply::ok());
}

}  // namespace atmqtt::tlsconf
