#include "io/timed_lookup.hpp"

namespace atmqtt::io {

TimedLookup::TimedLookup(EventLoop& loop, const std::string& host,
                         std::chrono::steady_clock::duration time_max, Callback callback)
    : host_(host), callback_(std::move(callback)), timer_(loop.context()) {
  request_ = loop.resolver().resolve(loop.context(), host,
                                     [this](const ResolveResult& result) { on_resolved(result); });
  timer_.expires_after(time_max);
  timer_.async_wait(handler([this](boost::system::error_code error) {
    if (!error) on_resolved(tl::unexpected(std::string("no answer in time")));
  }));
}

void TimedLookup::retire() {
  request_ = Resolver::Request();
  timer_.cancel();
}

void TimedLookup::on_resolved(const ResolveResult& result) {
  // The time may be over while the answer is queued already, or the other way round.
  if (is_answered_) return;
  is_answered_ = true;
  const Stay stay(*this);
  retire();
  if (result && !result->empty()) return callback_(result);
  const std::string why = result ? "it has no address" : result.error();
  callback_(tl::unexpected("look-up of " + host_ + ": " + why));
}

}  // namespace atmqtt::io
