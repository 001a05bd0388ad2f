#include "io/tls_contexts.hpp"

#include "io/tls_error.hpp"

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <optional>

namespace atmqtt::io {
namespace {

/// More than a process uses: a fleet has one context for each kind of device, and few servers.
constexpr std::size_t context_count_max = 256;
constexpr std::size_t session_count_max = 256;

/// What distinguishes one context from another. Names, dates and SNI are set per connection.
std::string digest_of(const TlsSettings& settings) {
  std::string text = fmt::format("{} {} {} ", static_cast<int>(settings.version),
                                 settings.allows_legacy, settings.ciphersuite.value_or(0xFFFF));
  const auto add = [&text](const std::optional<TlsFile>& file) {
    if (file) text += fmt::format("{} {}", file->content.size(), file->content);
    text += ';';
  };
  add(settings.trusted);
  add(settings.certificate);
  add(settings.key);
  text += settings.key_password;

  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  OPENSSL_cleanse(text.data(), text.size());
  return {reinterpret_cast<const char*>(digest.data()), size};
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* slot = static_cast<TlsSessionSlot*>(SSL_get_app_data(ssl));
  if (slot == nullptr) return 0;
  slot->session.reset(session);
  return 1;
}

}  // namespace

tl::expected<SslPtr, std::string> TlsContexts::connect(const TlsSettings& settings,
                                                       const std::string& server) {
  const std::string digest = digest_of(settings);
  auto found = entries_.find(digest);
  SslContextPtr own;
  if (found == entries_.end()) {
    auto context = make_tls_context(settings);
    if (!context) return tl::unexpected(context.error());
    if (entries_.size() < context_count_max) {
      SSL_CTX_set_session_cache_mode(context->get(),
                                     SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
      SSL_CTX_sess_set_new_cb(context->get(), keep_session);
      found = entries_.emplace(digest, Entry{std::move(*context), {}}).first;
    } else {
      own = std::move(*context);
    }
  }
  SslPtr ssl(SSL_new(own ? own.get() : found->second.context.get()));
  if (!ssl) return tl::unexpected("OpenSSL gives no connection: " + take_openssl_error());
  if (own) return ssl;

  // A resumed session is not verified again, so it must have been verified in the same way; and
  // dates are to be judged each time.
  if (settings.checks_dates) return ssl;
  auto& sessions = found->second.sessions;
  const bool has_slot = sessions.size() < session_count_max || sessions.contains(server);
  if (!has_slot) return ssl;
  TlsSessionSlot& slot = sessions[server];
  SSL_set_app_data(ssl.get(), &slot);
  if (slot.session) SSL_set_session(ssl.get(), slot.session.get());
  return ssl;
}

}  // namespace atmqtt::io
