#include "broker/store.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

#include <variant>

namespace atmqtt::broker {
void Store::apply(const SessionBegun& change) {
  CHECK(can_apply(change));
  for (auto number = static_cast<SessionNumber>(sessions_.size()); number < change.session;
       ++number) {
    free_.insert(number);
  }
  if (change.session >= sessions_.size()) sessions_.resize(change.session + 1);
  free_.erase(change.session);
  sessions_[change.session].emplace(*pool_, change);
  numbers_.emplace(change.client_id, change.session);
  sessions_size_ += session(change.session).size();
}

void Store::apply(const SessionEnded& change) {
  const StoredSession& ended = session(change.session);
  for (const auto& [filter, qos] : ended.subscriptions()) {
    subscriptions_.erase(filter, change.session);
  }
  sessions_size_ -= ended.size();
  numbers_.erase(ended.client_id());
  sessions_[change.session].reset();
  free_.insert(change.session);
}

template <typename Act>
void Store::act_on(SessionNumber number, const Act& act) {
  StoredSession& on = session(number);
  sessions_size_ -= on.size();
  act(on);
  sessions_size_ += on.size();
}

void Store::apply(const Subscribed& change) {
  act_on(change.session, [&](StoredSession& on) { on.subscribe(change.filter, change.qos); });
  subscriptions_.insert(change.filter, {change.session, change.qos});
}

void Store::apply(const Unsubscribed& change) {
  act_on(change.session, [&](StoredSession& on) { on.unsubscribe(change.filter); });
  subscriptions_.erase(change.filter, change.session);
}

void Store::apply(const Queued& change) {
  act_on(change.session, [&](StoredSession& on) { on.queue(change.packet); });
}

void Store::apply(const Sent& change) {
  act_on(change.session, [&](StoredSession& on) { on.send(change.packet_identifier); });
}

void Store::apply(const Released& change) {
  act_on(change.session, [&](StoredSession& on) { on.release(change.packet_identifier); });
}

void Store::apply(const Finished& change) {
  act_on(change.session, [&](StoredSession& on) { on.finish(change.packet_identifier); });
}

void Store::apply(const Taken& change) { session(change.session).take(change.packet_identifier); }

void Store::apply(const Forgotten& change) {
  session(change.session).forget(change.packet_identifier);
}

void Store::apply(const Retained& change) {
  retained_.set(change.topic, change.payload, change.qos);
}

void Store::apply(const Change& change) {
  std::visit([this](const auto& each) { apply(each); }, change);
}

std::size_t Store::size() const {
  return sessions_size_ + retained_.size() + retained_.count() * limits::broker_entry_cost;
}

const StoredSession* Store::find(std::string_view client_id) const {
  const auto found = numbers_.find(client_id);
  return found == numbers_.end() ? nullptr : &*sessions_[found->second];
}

bool Store::has_session(SessionNumber number) const {
  return number < sessions_.size() && sessions_[number].has_value();
}

const StoredSession& Store::session(SessionNumber number) const {
  CHECK(has_session(number));
  return *sessions_[number];
}

StoredSession& Store::session(SessionNumber number) {
  CHECK(has_session(number));
  return *sessions_[number];
}

SessionNumber Store::free_number() const {
  return free_.empty() ? static_cast<SessionNumber>(sessions_.size()) : *free_.begin();
}

}  // namespace atmqtt::broker
