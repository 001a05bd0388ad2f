#pragma once

#include "at/response_writer.hpp"
#include "at/stateless_service.hpp"
#include "at/store_requests.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/tls.hpp"
#include "tlsconf/certificate_store.hpp"
#include "tlsconf/ssl_contexts.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>

namespace atmqtt::tlsconf {

/// SSL contexts and certificates as configuration, and their commands. Of TLS itself it knows
/// nothing. A certificate is there for the DTE only when it is kept.
class Tls : public at::StatelessService {
 public:
  /// All references must outlive it.
  Tls(const TlsConfSettings& settings, at::ResponseWriter& writer, at::StoreRequests& store)
      : settings_(settings),
        writer_(writer),
        store_(store),
        contexts_(settings.csslcfg_tls13 ? 2 : 4) {}

  /// A certificate that was kept over the restart; one for which there is no room is forgotten.
  void restore(const TlsFile& certificate);

  /// The same of one that outlives the modem, so that no copy is kept.
  void lend(const TlsFile& certificate);

  /// The certificates that were there before a reset of the module.
  void take_over(Tls& before) { certificates_ = std::move(before.certificates_); }

  [[nodiscard]] SslContexts& contexts() { return contexts_; }
  [[nodiscard]] const SslContexts& contexts() const { return contexts_; }
  [[nodiscard]] const CertificateStore& certificates() const { return certificates_; }
  [[nodiscard]] const TlsConfSettings& settings() const { return settings_; }
  [[nodiscard]] at::ResponseWriter& writer() { return writer_; }

  /// What a link needs of a context: its certificates in full. The error says in words which of
  /// them is not set, or not in the store (<err> 33).
  [[nodiscard]] tl::expected<TlsSettings, std::string> settings_of(int ssl_ctx_index) const;

  // -- For the handlers. What needs room has none when the store is full, and is refused.
  [[nodiscard]] at::Reply store(const std::string& name, std::string_view content);
  [[nodiscard]] at::Reply remove(const std::string& name);
  [[nodiscard]] at::Reply take_file(const std::string& name);
  [[nodiscard]] static at::Reply refuse_full_store();

 private:
  const TlsConfSettings& settings_;
  at::ResponseWriter& writer_;
  at::StoreRequests& store_;
  SslContexts contexts_;
  CertificateStore certificates_;
};

/// +CSSLCFG +CCERTDOWN +CCERTLIST +CCERTDELE +CCERTMOVE
[[nodiscard]] std::span<const at::Command<Tls>> tls_commands();
inline constexpr at::CommandTable<Tls> command_tables[] = {tls_commands};

}  // namespace atmqtt::tlsconf
