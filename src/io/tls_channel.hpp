#pragma once

#include "atmqtt/link.hpp"
#include "atmqtt/tls.hpp"
#include "io/async_object.hpp"
#include "io/descriptor.hpp"
#include "io/event_loop.hpp"
#include "io/timer.hpp"
#include "io/tls_context.hpp"
#include "io/tls_outcome.hpp"
#include "io/tls_verification.hpp"
#include "io/unique_fd.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// Whom a TLS channel tells. It may let go of the channel in each of these calls.
class TlsChannelListener {
 public:
  /// The handshake is finished: octets can pass.
  virtual void on_tls_secured() = 0;

  /// The handshake has failed; nothing follows.
  virtual void on_tls_refused(const std::string& reason) = 0;

  /// Octets have come. Valid during the call.
  virtual void on_tls_octets(std::string_view octets) = 0;

  /// The channel takes octets again after a write() that took less than all.
  virtual void on_tls_writable() = 0;

  /// Everything that came has been told and nothing more will come.
  virtual void on_tls_end(LinkEnd end, const std::string& reason) = 0;

 protected:
  ~TlsChannelListener() = default;
};

/// Octets in and out through TLS on a connected socket that does not block. OpenSSL works on the
/// socket itself, so that an idle channel holds none of its buffers. Letting go of it sends
/// close_notify.
class TlsChannel final : public AsyncObject {
 public:
  /// The client's end. `host` is the name that was asked for: it is sent (SNI) and checked as the
  /// settings say.
  TlsChannel(EventLoop& loop, TlsChannelListener& listener, UniqueFd socket, SslPtr ssl,
             const TlsSettings& settings, const std::string& host);

  /// The server's end. Its client has `handshake_limit` to finish the handshake.
  TlsChannel(EventLoop& loop, TlsChannelListener& listener, UniqueFd socket, SslPtr ssl,
             Duration handshake_limit);

  /// Begins the handshake; never calls the listener. Called once.
  void start();

  /// As with Channel. On from the end of the handshake.
  void set_reading(bool is_reading);
  [[nodiscard]] std::size_t write(std::string_view octets);

 private:
  enum class Phase : unsigned char { handshake, open, ended };

  /// What is needed until the handshake is over.
  struct Handshake {
    TlsVerdict verdict;
    Timer timer;
  };

  void retire() override;
  void limit_handshake(Duration limit, std::string reason);
  void end_handshake(Phase phase);
  void proceed();
  void shake_hands();
  void read();
  void wait_readable();
  void wait_writable();
  void proceed_later();
  void refuse(const std::string& reason);
  void finish(const TlsOutcome& outcome);
  [[nodiscard]] std::string handshake_fault(const TlsOutcome& outcome) const;

  EventLoop& loop_;
  TlsChannelListener& listener_;
  Descriptor socket_;
  SslPtr ssl_;
  std::unique_ptr<Handshake> handshake_;
  Phase phase_ = Phase::handshake;
  bool is_reading_ = true;
  bool is_read_armed_ = false;
  bool is_write_armed_ = false;
  bool is_write_due_ = false;  ///< on_tls_writable() is owed
};

}  // namespace atmqtt::io
