#include "sim/pipe.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::sim {

void Pipe::send(std::string_view octets, Time now) {
  CHECK(octets.size() <= room());
  if (is_finished_) return;
  const std::size_t passing = std::min(octets.size(), cut_at_ - std::min(cut_at_, sent_count_));
  sent_count_ += octets.size();
  std::string_view rest = octets.substr(0, passing);
  while (!rest.empty()) {
    const std::string_view segment = rest.substr(0, way_->segment_size);
    rest.remove_prefix(segment.size());
    busy_until_ =
        std::max(busy_until_, now) + way_->octet_time * static_cast<Duration::rep>(segment.size());
    segments_.push_back({busy_until_ + way_->latency, {std::string(segment), std::nullopt}});
    size_ += segment.size();
  }
  if (passing < octets.size()) finish(cut_end_, now);
}

void Pipe::finish(LinkEnd end, Time now) {
  if (std::exchange(is_finished_, true)) return;
  if (end == LinkEnd::reset) {
    segments_.clear();
    begin_ = 0;
    size_ = 0;
  }
  segments_.push_back({std::max(busy_until_, now) + way_->latency, {{}, end}});
}

void Pipe::lose(LinkEnd end, Time now) {
  if (std::exchange(is_blocked_, false)) {
    segments_.clear();
    begin_ = 0;
    size_ = 0;
    is_finished_ = false;
  }
  finish(end, now);
}

void Pipe::cut_at(std::size_t count, LinkEnd end) {
  cut_at_ = std::max(count, sent_count_);
  cut_end_ = end;
}

void Pipe::stall(Time until) { stalled_until_ = std::max(stalled_until_, until); }

Time Pipe::next_time() const {
  if (begin_ == segments_.size() || is_blocked_) return never;
  return std::max(segments_[begin_].time, stalled_until_);
}

Pipe::Arrival Pipe::take() {
  Arrival arrival = std::move(segments_[begin_++].arrival);
  if (begin_ == segments_.size()) {
    segments_.clear();
    begin_ = 0;
  }
  size_ -= arrival.octets.size();
  return arrival;
}

}  // namespace atmqtt::sim
