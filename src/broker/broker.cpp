#include "broker/broker.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

#include <utility>

namespace atmqtt::broker {

Broker::Broker(Options options, Store& store, BufferPool& pool, Observer& observer,
               Journal* journal)
    : options_(std::move(options)),
      store_(&store),
      pool_(&pool),
      observer_(&observer),
      journal_(journal) {
  for (SessionNumber number = 0; number < store.number_end(); ++number) {
    if (store.has_session(number) && !store.session(number).is_kept()) {
      store.apply(SessionEnded{number});
    }
  }
}

ConnectionId Broker::open(std::string_view peer, Time now) {
  now_ = now;
  const ConnectionId id = ++last_id_;
  Connection& opened = connections_.try_emplace(id, id, peer, *pool_).first->second;
  opened.last_heard = now;
  expect_within(opened, options_.connect_timeout, now);
  return id;
}

void Broker::receive(ConnectionId id, std::string_view octets, Time now) {
  const mqtt::SizeLimits size_limits = {.payload_size_max = options_.payload_size_max,
                                        .other_size_max = limits::broker_packet_size_max};
  now_ = now;
  Connection& from = connection(id);
  // Before CONNECT single octets do not count, or a client could hold a connection with nothing.
  if (from.session) from.last_heard = now;
  while (!from.end) {
    const auto packet = from.reader.read(octets, size_limits);
    if (!packet) violate(from, packet.error().reason);
    if (!packet || !*packet) break;
    from.last_heard = now;
    on_packet(from, **packet);
  }
  finish_call();
}

bool Broker::wants_octets(ConnectionId id) const { return is_read(connection(id)); }

bool Broker::is_read(const Connection& from) const {
  return !from.end && from.output.size() < limits::broker_unread_size_max &&
         from.withheld.size() < limits::broker_withheld_size_max;
}

std::string_view Broker::output(ConnectionId id) const { return connection(id).output.view(); }

void Broker::sent(ConnectionId id, std::size_t count) {
  Connection& to = connection(id);
  to.output.pop(count);
  if (to.output.empty() && to.end) mark_ready(to);
  send_waiting(to);
  finish_call();
}

std::optional<End> Broker::end(ConnectionId id) const {
  const Connection& ended = connection(id);
  return ended.output.empty() ? ended.end : std::nullopt;
}

void Broker::link_closed(ConnectionId id) {
  Connection& closed = connection(id);
  leave(closed);
  timers_.move(id, closed.timer, never);
  connections_.erase(id);
  finish_call();
}

std::optional<ConnectionId> Broker::next_ready() {
  while (ready_begin_ < ready_.size()) {
    const auto found = connections_.find(ready_[ready_begin_++]);
    if (found == connections_.end()) continue;
    found->second.is_ready = false;
    return found->first;
  }
  ready_.clear();
  ready_begin_ = 0;
  return std::nullopt;
}

void Broker::on_time(Time now) {
  now_ = now;
  while (const auto due = timers_.take_due(now)) {
    Connection& at = connection(*due);
    at.timer = never;
    if (at.end) {
      at.output.clear();
      at.end = End::reset;
      mark_ready(at);
      continue;
    }
    // A client that is not read from cannot be heard.
    if (!is_read(at)) at.last_heard = now;
    if (now - at.last_heard < at.silence_max) {
      expect_within(at, at.silence_max, at.last_heard);
    } else {
      end(at, End::closed,
          at.session ? "silent for one and a half times its keep alive interval"
                     : "no CONNECT in time");
    }
  }
  finish_call();
}

void Broker::expect_within(Connection& at, Duration silence_max, Time since) {
  at.silence_max = silence_max;
  if (silence_max == Duration::max() || at.timer <= since + silence_max) return;
  timers_.move(at.id, at.timer, since + silence_max);
  at.timer = since + silence_max;
}

void Broker::release(ConnectionId id) {
  Connection& to = connection(id);
  const std::string withheld(to.withheld.view());
  to.withheld.clear();
  append(to, withheld);
}

void Broker::send(ConnectionId id, std::string_view octets) { append(connection(id), octets); }

void Broker::publish(ConnectionId id, mqtt::Publish message) {
  Connection& to = connection(id);
  if (message.qos != mqtt::Qos::at_most_once && message.packet_identifier == 0) {
    CHECK(to.session);
    message.packet_identifier = store_->session(*to.session).next_identifier();
  }
  packet_.clear();
  encode(packet_, message);
  append(to, packet_);
}

void Broker::hang(ConnectionId id, End how) {
  end(connection(id), how, "told to");
  finish_call();
}

void Broker::fall_silent(ConnectionId id) { connection(id).is_silent = true; }

Connection& Broker::connection(ConnectionId id) {
  const auto found = connections_.find(id);
  CHECK(found != connections_.end());
  return found->second;
}

const Connection& Broker::connection(ConnectionId id) const {
  const auto found = connections_.find(id);
  CHECK(found != connections_.end());
  return found->second;
}

Connection* Broker::online(SessionNumber session) {
  if (session >= online_.size() || online_[session] == 0) return nullptr;
  return &connection(online_[session]);
}

void Broker::mark_ready(Connection& at) {
  if (std::exchange(at.is_ready, true)) return;
  ready_.push_back(at.id);
}

bool Broker::is_kept(SessionNumber session) const {
  return store_->has_session(session) && store_->session(session).is_kept();
}

/// Whether an entry of this size can be kept as well.
bool Broker::has_room(std::size_t size) const {
  return store_->size() + size + limits::broker_entry_cost <= options_.store_size_max;
}

/// What a call has set going is carried to its end: clients whose connections have ended leave, and
/// the journal hears that the changes belong together.
void Broker::finish_call() {
  while (!leaving_.empty()) {
    const ConnectionId id = leaving_.back();
    leaving_.pop_back();
    leave(connection(id));
  }
  if (std::exchange(is_changed_, false)) journal_->on_commit();
}

}  // namespace atmqtt::broker
