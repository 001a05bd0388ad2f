#include "io/sntp_client.hpp"

#include <algorithm>
#include <cstring>
#include <random>

namespace atmqtt::io {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// RFC 4330 section 4: where things stand in a packet.
constexpr unsigned char client_version_4 = 4 << 3 | 3;  // no leap second, version 4, mode client
constexpr std::size_t stratum_place = 1;
constexpr std::size_t originate_place = 24;
constexpr std::size_t transmit_place = 40;
constexpr std::size_t timestamp_size = 8;
constexpr int mode_server = 4;
constexpr int stratum_max = 15;

/// From the epoch of NTP, 1900, to that of Unix.
constexpr std::int64_t epoch_difference = 2'208'988'800;

/// Seconds count from 1900, or with the first bit 0 from the overflow in 2036 (RFC 4330 section 3).
std::chrono::nanoseconds to_unix_time(const unsigned char* timestamp) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < timestamp_size; ++i) value = value << 8 | timestamp[i];
  auto whole = static_cast<std::int64_t>(value >> 32);
  if ((whole & 0x8000'0000) == 0) whole += std::int64_t{1} << 32;
  const auto fraction = static_cast<std::int64_t>((value & 0xFFFF'FFFF) * 1'000'000'000 >> 32);
  return seconds(whole - epoch_difference) + std::chrono::nanoseconds(fraction);
}

bool is_zero(const unsigned char* timestamp) {
  return std::all_of(timestamp, timestamp + timestamp_size, [](unsigned char c) { return c == 0; });
}

}  // namespace

SntpClient::SntpClient(EventLoop& loop, NetworkListener& listener, const AskTime& question,
                       std::chrono::steady_clock::duration answer_time_max)
    : listener_(listener),
      host_(question.host),
      port_(question.port),
      answer_time_max_(answer_time_max),
      lookup_(
          make_async<TimedLookup>(loop, question.host, lookup_time_max,
                                  [this](const ResolveResult& result) { on_resolved(result); })),
      socket_(loop.context()),
      timer_(loop.context()) {}

void SntpClient::retire() {
  lookup_.reset();
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  socket_.close(ignored);
  timer_.cancel();
}

void SntpClient::tell(const NetworkEvent& event) {
  const Stay stay(*this);
  retire();
  listener_.on_network_event(event);
}

void SntpClient::on_resolved(const ResolveResult& result) {
  if (!result) return tell(TimeNotTold{TimeFailure::network, result.error()});
  for (const auto& address : *result) servers_.emplace_back(address, port_);
  send_next();
}

/// A server that cannot be reached costs no time, one that is silent costs its limit.
void SntpClient::send_next() {
  while (request_count_ < request_count_max) {
    const udp::endpoint& server = servers_[request_count_++ % servers_.size()];
    const auto error = send_to(server);
    if (!error) return receive();
    note_failure(error);
  }
  tell(failure_);
}

boost::system::error_code SntpClient::send_to(const udp::endpoint& server) {
  boost::system::error_code error;
  socket_.close(error);
  socket_.open(server.protocol(), error);
  if (error) return error;
  // Connected, so that a port where nobody listens is told, and others are not heard.
  socket_.connect(server, error);
  if (error) return error;
  // The server returns what stands as our time. Chance says no less than the time would, tells
  // nobody our clock, and cannot be guessed by who forges an answer.
  request_ = {client_version_4};
  std::random_device chance;
  for (std::size_t i = 0; i < timestamp_size; ++i) {
    request_[transmit_place + i] = static_cast<unsigned char>(chance());
  }
  sent_ = std::chrono::steady_clock::now();
  socket_.send(boost::asio::buffer(request_), 0, error);
  return error;
}

void SntpClient::receive() {
  // What was queued already when the next request went out belongs to the one before.
  const auto is_current = [this, number = request_count_] { return number == request_count_; };
  timer_.expires_at(sent_ + answer_time_max_);
  timer_.async_wait(handler([this, is_current](boost::system::error_code error) {
    if (error || !is_current()) return;
    failure_ = {TimeFailure::no_answer, host_ + " does not answer"};
    send_next();
  }));
  socket_.async_receive(
      boost::asio::buffer(answer_),
      handler([this, is_current](boost::system::error_code error, std::size_t size) {
        if (is_current()) on_received(error, size);
      }));
}

void SntpClient::on_received(boost::system::error_code error, std::size_t size) {
  if (error == boost::asio::error::operation_aborted) return;
  if (error) {
    note_failure(error);
    return send_next();
  }
  const bool is_answer =
      size == packet_size && (answer_[0] & 7) == mode_server &&
      std::memcmp(&answer_[originate_place], &request_[transmit_place], timestamp_size) == 0;
  if (!is_answer) return receive();
  // Stratum 0 is the "kiss of death": the server wants to be left alone.
  const int stratum = answer_[stratum_place];
  if (stratum == 0 || stratum > stratum_max || is_zero(&answer_[transmit_place])) {
    return tell(TimeNotTold{TimeFailure::refused, host_ + " does not know the time"});
  }
  const auto way = (std::chrono::steady_clock::now() - sent_) / 2;
  tell(TimeTold{
      sys_seconds(std::chrono::floor<seconds>(to_unix_time(&answer_[transmit_place]) + way))});
}

void SntpClient::note_failure(boost::system::error_code error) {
  // One that was silent says more than one that could not be reached.
  if (failure_.failure == TimeFailure::no_answer) return;
  failure_ = {TimeFailure::network, host_ + ": " + error.message()};
}

}  // namespace atmqtt::io
