#include "io/pinger.hpp"

#include <fcntl.h>

#include <algorithm>

namespace atmqtt::io {

Pinger::Pinger(EventLoop& loop, NetworkListener& listener, const StartPing& request,
               IcmpSocket::Open open)
    : listener_(listener),
      request_(request),
      open_(open),
      lookup_(
          make_async<TimedLookup>(loop, request.host, lookup_time_max,
                                  [this](const ResolveResult& result) { on_resolved(result); })),
      readable_(loop.context()),
      timer_(loop.context()) {
  waiting_.reserve(static_cast<std::size_t>(request.count));
}

void Pinger::retire() {
  lookup_.reset();
  boost::system::error_code ignored;  // There is nothing to be done about a failing close().
  readable_.close(ignored);
  timer_.cancel();
}

void Pinger::on_resolved(const ResolveResult& result) {
  if (!result) return tell(PingFailed{result.error()});
  const bool wants_v6 = request_.version == IpVersion::v6;
  const auto found = std::ranges::find(*result, wants_v6, &boost::asio::ip::address::is_v6);
  if (found != result->end()) return begin(*found);
  tell(PingFailed{request_.host + " has no " + (wants_v6 ? "IPv6" : "IPv4") + " address"});
}

void Pinger::begin(const boost::asio::ip::address& address) {
  auto opened = IcmpSocket::open(address, request_.ttl, open_);
  if (!opened) return tell(PingFailed{opened.error()});
  const int fd = ::fcntl(opened->fd(), F_DUPFD_CLOEXEC, 0);
  if (fd < 0) return tell(PingFailed{"no descriptor is left"});
  readable_.assign(fd);
  socket_.emplace(std::move(*opened));
  const Stay stay(*this);
  tell(PingStarted{address.to_string()});
  if (stay.is_retired()) return;
  wait_readable();
  send_next();
  wait_for_time();
}

Pinger::Instant Pinger::deadline_of(const Waiting& waiting) const {
  return waiting.sent + std::chrono::duration_cast<Instant::duration>(request_.wait);
}

/// A request that the system refuses is waited for like one that the network has lost.
void Pinger::send_next() {
  const auto now = std::chrono::steady_clock::now();
  static_cast<void>(socket_->send(++sent_count_, request_.size));
  waiting_.push_back({sent_count_, now});
  next_send_ = now + std::chrono::duration_cast<Instant::duration>(request_.interval);
}

void Pinger::wait_readable() {
  readable_.async_wait(Descriptor::wait_read, handler([this](boost::system::error_code error) {
                         if (!error) take_replies();
                       }));
}

void Pinger::take_replies() {
  const Stay stay(*this);
  while (const auto reply = socket_->receive()) {
    const auto found = std::ranges::find(waiting_, reply->sequence, &Waiting::sequence);
    if (found == waiting_.end()) continue;
    const auto time = std::chrono::steady_clock::now() - found->sent;
    waiting_.erase(found);
    tell(PingReply{std::chrono::duration_cast<Duration>(time), reply->ttl});
    if (stay.is_retired()) return;
  }
  if (waiting_.empty() && sent_count_ == request_.count) return retire();
  wait_readable();
}

void Pinger::wait_for_time() {
  auto time = Instant::max();
  if (sent_count_ < request_.count) time = next_send_;
  if (!waiting_.empty()) time = std::min(time, deadline_of(waiting_.front()));
  if (time == Instant::max()) return;
  timer_.expires_at(time);
  timer_.async_wait(handler([this](boost::system::error_code error) {
    if (!error) on_time();
  }));
}

void Pinger::on_time() {
  const Stay stay(*this);
  const auto now = std::chrono::steady_clock::now();
  while (!waiting_.empty() && deadline_of(waiting_.front()) <= now) {
    waiting_.erase(waiting_.begin());
    tell(PingLost{});
    if (stay.is_retired()) return;
  }
  if (sent_count_ < request_.count && next_send_ <= now) send_next();
  if (waiting_.empty() && sent_count_ == request_.count) return retire();
  wait_for_time();
}

}  // namespace atmqtt::io
