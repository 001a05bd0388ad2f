#include "io/tls_channel.hpp"

#include "io/socket_end.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <openssl/err.h>

#include <chrono>

namespace atmqtt::io {
namespace {

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

/// A dot at the end makes a name absolute for the look-up; certificates and SNI have it without.
std::string without_last_dot(std::string host) {
  if (host.size() > 1 && host.ends_with('.')) host.pop_back();
  return host;
}

}  // namespace

TlsChannel::TlsChannel(EventLoop& loop, TlsChannelListener& listener, UniqueFd socket, SslPtr ssl,
                       const TlsSettings& settings, const std::string& asked_host)
    : loop_(loop),
      listener_(listener),
      socket_(loop.context(), socket.release()),
      ssl_(std::move(ssl)),
      handshake_(new Handshake{{}, Timer(loop.context())}) {
  const std::string host = without_last_dot(asked_host);
  SSL_set_fd(ssl_.get(), socket_.native_handle());
  SSL_set_connect_state(ssl_.get());
  if (settings.trusted) set_verification(ssl_.get(), settings, host, handshake_->verdict);
  // RFC 6066 section 3: an address is no server name.
  if (settings.sends_server_name && !is_address(host)) {
    SSL_set_tlsext_host_name(ssl_.get(), host.c_str());
  }

  const auto limit_s = std::chrono::duration_cast<std::chrono::seconds>(settings.handshake_limit);
  limit_handshake(
      settings.handshake_limit,
      fmt::format("the server has not finished the handshake within negotiatetime, {} s; it may "
                  "speak no TLS on this port",
                  limit_s.count()));
}

TlsChannel::TlsChannel(EventLoop& loop, TlsChannelListener& listener, UniqueFd socket, SslPtr ssl,
                       Duration handshake_limit)
    : loop_(loop),
      listener_(listener),
      socket_(loop.context(), socket.release()),
      ssl_(std::move(ssl)),
      handshake_(new Handshake{{}, Timer(loop.context())}) {
  SSL_set_fd(ssl_.get(), socket_.native_handle());
  SSL_set_accept_state(ssl_.get());
  limit_handshake(handshake_limit, "the client has not finished the handshake in time");
}

void TlsChannel::limit_handshake(Duration limit, std::string reason) {
  Timer& timer = handshake_->timer;
  timer.expires_after(std::chrono::duration_cast<std::chrono::steady_clock::duration>(limit));
  timer.async_wait(handler([this, reason = std::move(reason)](boost::system::error_code error) {
    if (!error && phase_ == Phase::handshake) refuse(reason);
  }));
}

void TlsChannel::end_handshake(Phase phase) {
  phase_ = phase;
  forget_verdict(ssl_.get());
  handshake_.reset();
}

void TlsChannel::start() { proceed_later(); }

void TlsChannel::retire() {
  handshake_.reset();
  if (phase_ == Phase::open) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
    end_socket(loop_, socket_.native_handle());
  }
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  socket_.close(ignored);
}

void TlsChannel::proceed() {
  const Stay stay(*this);
  if (phase_ == Phase::handshake) return shake_hands();
  if (is_write_due_ && !is_write_armed_) {
    is_write_due_ = false;
    listener_.on_tls_writable();
  }
  if (!is_retired() && phase_ == Phase::open && is_reading_ && !is_read_armed_) read();
}

void TlsChannel::shake_hands() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_.get());
  if (result == 1) {
    end_handshake(Phase::open);
    listener_.on_tls_secured();
    if (!is_retired() && is_reading_) proceed_later();
    return;
  }
  const TlsOutcome outcome = outcome_of(ssl_.get(), result, phase_ == Phase::open);
  if (outcome.code == SSL_ERROR_WANT_READ) return wait_readable();
  if (outcome.code == SSL_ERROR_WANT_WRITE) return wait_writable();
  refuse(handshake_fault(outcome));
}

void TlsChannel::refuse(const std::string& reason) {
  end_handshake(Phase::ended);
  listener_.on_tls_refused(reason);
}

std::string TlsChannel::handshake_fault(const TlsOutcome& outcome) const {
  if (!handshake_->verdict.reason.empty()) return handshake_->verdict.reason;
  if (outcome.code == SSL_ERROR_SSL && outcome.end == LinkEnd::alert) return outcome.reason;
  if (SSL_is_server(ssl_.get()) != 0) return outcome.reason + " in the handshake";
  return outcome.reason +
         " in the handshake; it may speak no TLS on this port, or want another version, a client "
         "certificate or its name (enableSNI)";
}

void TlsChannel::set_reading(bool is_reading) {
  const bool begins = is_reading && !is_reading_;
  is_reading_ = is_reading;
  // OpenSSL may hold octets that the socket does not show any more.
  if (begins && phase_ == Phase::open && !is_read_armed_) proceed_later();
}

void TlsChannel::proceed_later() {
  boost::asio::post(loop_.context(), handler([this] { proceed(); }));
}

void TlsChannel::read() {
  const Stay stay(*this);
  const auto buffer = loop_.read_buffer();
  std::size_t filled = 0;
  TlsOutcome outcome;
  while (filled < buffer.size()) {
    std::size_t size = 0;
    ERR_clear_error();
    const int result =
        SSL_read_ex(ssl_.get(), buffer.data() + filled, buffer.size() - filled, &size);
    if (result != 1) {
      outcome = outcome_of(ssl_.get(), result, phase_ == Phase::open);
      break;
    }
    filled += size;
  }
  if (filled > 0) listener_.on_tls_octets({buffer.data(), filled});
  if (is_retired()) return;
  switch (outcome.code) {
    case SSL_ERROR_NONE: return is_reading_ ? proceed_later() : void();
    case SSL_ERROR_WANT_READ:
      // A session ticket of TLS 1.3 leaves 16 KiB behind, which SSL_MODE_RELEASE_BUFFERS frees only
      // with the next write. It refuses while something is under way.
      SSL_free_buffers(ssl_.get());
      return is_reading_ ? wait_readable() : void();
    case SSL_ERROR_WANT_WRITE: return wait_writable();
    default: finish(outcome);
  }
}

void TlsChannel::finish(const TlsOutcome& outcome) {
  phase_ = Phase::ended;
  // close_notify is answered by close_notify (RFC 5246 7.2.1).
  if (outcome.end == LinkEnd::closed) SSL_shutdown(ssl_.get());
  ERR_clear_error();
  listener_.on_tls_end(outcome.end, outcome.reason);
}

std::size_t TlsChannel::write(std::string_view octets) {
  std::size_t taken = 0;
  while (phase_ == Phase::open && !is_write_armed_ && taken < octets.size()) {
    std::size_t size = 0;
    ERR_clear_error();
    const int result =
        SSL_write_ex(ssl_.get(), octets.data() + taken, octets.size() - taken, &size);
    if (result == 1) {
      taken += size;
      continue;
    }
    const TlsOutcome outcome = outcome_of(ssl_.get(), result, phase_ == Phase::open);
    is_write_due_ = true;
    if (outcome.code == SSL_ERROR_WANT_WRITE) {
      wait_writable();
    } else if (outcome.code == SSL_ERROR_WANT_READ) {
      if (!is_read_armed_) wait_readable();
    } else {
      // Reading will meet the end of the connection, and tell it.
      is_write_armed_ = true;
      is_reading_ = true;
      if (!is_read_armed_) proceed_later();
    }
    break;
  }
  return taken;
}

void TlsChannel::wait_readable() {
  is_read_armed_ = true;
  socket_.async_wait(Descriptor::wait_read, handler([this](boost::system::error_code error) {
                       is_read_armed_ = false;
                       if (!error) proceed();
                     }));
}

void TlsChannel::wait_writable() {
  if (is_write_armed_) return;
  is_write_armed_ = true;
  socket_.async_wait(Descriptor::wait_write, handler([this](boost::system::error_code error) {
                       is_write_armed_ = false;
                       if (!error) proceed();
                     }));
}

}  // namespace atmqtt::io
