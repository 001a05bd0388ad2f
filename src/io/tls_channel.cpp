#include "io/tls_channel.hpp"

#include "io/tls_error.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace atmqtt::io {
namespace {

constexpr char closed_without_notice[] = "the server closed the connection without close_notify";

bool is_alert(unsigned long error) {
  return ERR_GET_LIB(error) == ERR_LIB_SSL && ERR_GET_REASON(error) >= SSL_AD_REASON_OFFSET;
}

bool is_address(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

/// What OpenSSL says of octets that are no TLS.
bool is_no_tls(unsigned long error) {
  constexpr std::array<int, 3> reasons = {SSL_R_WRONG_VERSION_NUMBER, SSL_R_PACKET_LENGTH_TOO_LONG,
                                          SSL_R_HTTP_REQUEST};
  return ERR_GET_LIB(error) == ERR_LIB_SSL &&
         std::ranges::find(reasons, ERR_GET_REASON(error)) != reasons.end();
}

}  // namespace

TlsChannel::TlsChannel(EventLoop& loop, TlsChannelListener& listener, UniqueFd socket, SslPtr ssl,
                       const TlsSettings& settings, const std::string& host)
    : loop_(loop),
      listener_(listener),
      socket_(loop.context(), socket.release()),
      ssl_(std::move(ssl)) {
  SSL_set_fd(ssl_.get(), socket_.native_handle());
  SSL_set_connect_state(ssl_.get());
  if (settings.trusted) set_verification(ssl_.get(), settings, host, verdict_);
  // RFC 6066 section 3: an address is no server name.
  if (settings.sends_server_name && !is_address(host)) {
    SSL_set_tlsext_host_name(ssl_.get(), host.c_str());
  }

  handshake_timer_.emplace(
      loop.context(),
      std::chrono::duration_cast<std::chrono::steady_clock::duration>(settings.handshake_limit));
  const auto limit_s = std::chrono::duration_cast<std::chrono::seconds>(settings.handshake_limit);
  handshake_timer_->async_wait(handler([this, limit_s](boost::system::error_code error) {
    if (error || phase_ != Phase::handshake) return;
    refuse(fmt::format("the handshake took longer than negotiatetime, {} s", limit_s.count()));
  }));
}

void TlsChannel::start() { proceed_later(); }

void TlsChannel::retire() {
  handshake_timer_.reset();
  if (phase_ == Phase::open) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
    ERR_clear_error();
    ::shutdown(socket_.native_handle(), SHUT_WR);
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
    phase_ = Phase::open;
    handshake_timer_.reset();
    listener_.on_tls_secured();
    if (!is_retired() && is_reading_) proceed_later();
    return;
  }
  const Outcome outcome = outcome_of(result);
  if (outcome.code == SSL_ERROR_WANT_READ) return wait_readable();
  if (outcome.code == SSL_ERROR_WANT_WRITE) return wait_writable();
  refuse(handshake_fault(outcome));
}

void TlsChannel::refuse(const std::string& reason) {
  phase_ = Phase::ended;
  handshake_timer_.reset();
  listener_.on_tls_refused(reason);
}

std::string TlsChannel::handshake_fault(const Outcome& outcome) const {
  if (!verdict_.reason.empty()) return verdict_.reason;
  const bool is_explained = outcome.code == SSL_ERROR_SSL && outcome.end != LinkEnd::truncated;
  if (is_explained) return outcome.reason;
  return fmt::format(
      "{} in the handshake; it may speak no TLS on this port, or want another version "
      "or a certificate",
      outcome.reason);
}

TlsChannel::Outcome TlsChannel::outcome_of(int result) {
  const int system_error = errno;
  Outcome outcome;
  outcome.code = SSL_get_error(ssl_.get(), result);
  const unsigned long error = ERR_peek_error();
  const bool is_cut = outcome.code == SSL_ERROR_SSL && ERR_GET_LIB(error) == ERR_LIB_SSL &&
                      ERR_GET_REASON(error) == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  if (outcome.code == SSL_ERROR_ZERO_RETURN) {
    outcome.end = LinkEnd::closed;
    outcome.reason = "closed by the server";
  } else if (is_cut || (outcome.code == SSL_ERROR_SYSCALL && system_error == 0)) {
    outcome.end = LinkEnd::truncated;
    outcome.reason = closed_without_notice;
  } else if (outcome.code == SSL_ERROR_SYSCALL) {
    outcome.end = LinkEnd::reset;
    outcome.reason = std::system_category().message(system_error);
  } else if (outcome.code == SSL_ERROR_SSL) {
    outcome.end = is_alert(error) ? LinkEnd::alert : LinkEnd::reset;
    if (is_alert(error)) outcome.reason = "the server sent the alert: ";
    if (is_no_tls(error)) outcome.reason = "the peer speaks no TLS on this port: ";
    outcome.reason += take_openssl_error();
  }
  ERR_clear_error();
  return outcome;
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
  Outcome outcome;
  while (filled < buffer.size()) {
    std::size_t size = 0;
    ERR_clear_error();
    const int result =
        SSL_read_ex(ssl_.get(), buffer.data() + filled, buffer.size() - filled, &size);
    if (result != 1) {
      outcome = outcome_of(result);
      break;
    }
    filled += size;
  }
  if (filled > 0) listener_.on_tls_octets({buffer.data(), filled});
  if (is_retired()) return;
  switch (outcome.code) {
    case SSL_ERROR_NONE: return is_reading_ ? proceed_later() : void();
    case SSL_ERROR_WANT_READ: return is_reading_ ? wait_readable() : void();
    case SSL_ERROR_WANT_WRITE: return wait_writable();
    default: finish(outcome);
  }
}

void TlsChannel::finish(const Outcome& outcome) {
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
    const Outcome outcome = outcome_of(result);
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
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_read,
                     handler([this](boost::system::error_code error) {
                       is_read_armed_ = false;
                       if (!error) proceed();
                     }));
}

void TlsChannel::wait_writable() {
  if (is_write_armed_) return;
  is_write_armed_ = true;
  socket_.async_wait(boost::asio::posix::stream_descriptor::wait_write,
                     handler([this](boost::system::error_code error) {
                       is_write_armed_ = false;
                       if (!error) proceed();
                     }));
}

}  // namespace atmqtt::io
