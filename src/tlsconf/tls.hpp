#pragma once

#include "at/interpreter.hpp"
#include "at/stateless_service.hpp"
#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/tls.hpp"
#include "tlsconf/certificate_store.hpp"
#include "tlsconf/ssl_contexts.hpp"

#include <tl/expected.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::tlsconf {

/// SSL contexts and certificates as configuration, and their commands. Of TLS itself it knows
/// nothing.
///
/// What changes the store holds the command line until the store's keeper has answered: a
/// certificate is there for the DTE only when it is kept.
class Tls : public at::StatelessService {
 public:
  /// All references must outlive it.
  Tls(const TlsConfSettings& settings, at::Interpreter& line, std::vector<Action>& actions)
      : settings_(settings), line_(line), actions_(actions) {}

  /// A certificate, or a file that CCERTMOVE can take, that was kept over the restart.
  void restore(const StoredFile& file);

  [[nodiscard]] SslContexts& contexts() { return contexts_; }
  [[nodiscard]] const CertificateStore& certificates() const { return certificates_; }
  [[nodiscard]] const CertificateStore& files() const { return files_; }
  [[nodiscard]] const TlsConfSettings& settings() const { return settings_; }
  [[nodiscard]] at::ResponseWriter& writer() { return line_.writer(); }

  /// What a link needs of a context: its certificates in full. The error says in words which of
  /// them is not set, or not in the store (<err> 33).
  [[nodiscard]] tl::expected<TlsSettings, std::string> settings_of(int ssl_ctx_index) const;

  // -- For the handlers: each answers Reply::pending()
  [[nodiscard]] at::Reply store(std::string_view name, std::string_view content);
  [[nodiscard]] at::Reply remove(std::string_view name);
  [[nodiscard]] at::Reply move(std::string_view name);

  /// The keeper's answer to the last StoreAction: nothing, or why it could not be done.
  void on_stored(const std::optional<std::string>& error);

 private:
  [[nodiscard]] at::Reply request(StoreAction action);

  const TlsConfSettings& settings_;
  at::Interpreter& line_;
  std::vector<Action>& actions_;
  SslContexts contexts_;
  CertificateStore certificates_;
  CertificateStore files_;
  std::optional<StoreAction> pending_;
  std::uint32_t pending_line_ = 0;
};

/// +CSSLCFG +CCERTDOWN +CCERTLIST +CCERTDELE +CCERTMOVE
[[nodiscard]] std::span<const at::Command<Tls>> tls_commands();

}  // namespace atmqtt::tlsconf
