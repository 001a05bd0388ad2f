#pragma once

#include "base/buffer_pool.hpp"
#include "broker/change.hpp"
#include "broker/retained_messages.hpp"
#include "broker/stored_session.hpp"
#include "broker/topic_tree.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::broker {

/// All that a broker knows besides its connections: the sessions with their subscriptions and
/// messages, and the retained messages. It outlives the broker that works on it, and changes by
/// apply() alone, so that a journal of the changes is a copy of it.
class Store {
 public:
  explicit Store(BufferPool& pool) : pool_(&pool) {}

  /// Needs of each: the session exists (SessionBegun: it does not, nor does one of the same client
  /// id), and what stored_session.hpp asks.
  void apply(const SessionBegun& change);
  void apply(const SessionEnded& change);
  void apply(const Subscribed& change);
  void apply(const Unsubscribed& change);
  void apply(const Queued& change);
  void apply(const Sent& change);
  void apply(const Released& change);
  void apply(const Finished& change);
  void apply(const Taken& change);
  void apply(const Forgotten& change);
  void apply(const Retained& change);
  void apply(const Change& change);

  /// Whether what apply() needs is so, for changes that come from outside the process.
  [[nodiscard]] bool can_apply(const Change& change) const;

  /// The session of a client, or nullptr. Valid until the next session begins or this one ends.
  [[nodiscard]] const StoredSession* find(std::string_view client_id) const;
  /// Needs: has_session(number).
  [[nodiscard]] const StoredSession& session(SessionNumber number) const;
  [[nodiscard]] StoredSession& session(SessionNumber number);
  [[nodiscard]] bool has_session(SessionNumber number) const;
  /// Above the number of every session.
  [[nodiscard]] SessionNumber number_end() const {
    return static_cast<SessionNumber>(sessions_.size());
  }

  /// A number that no session has.
  [[nodiscard]] SessionNumber free_number() const;

  [[nodiscard]] std::size_t session_count() const { return numbers_.size(); }
  [[nodiscard]] const TopicTree& subscriptions() const { return subscriptions_; }
  [[nodiscard]] const RetainedMessages& retained() const { return retained_; }
  /// Octets of all texts and packets, and limits::broker_entry_cost for each thing that is kept.
  [[nodiscard]] std::size_t size() const;

  /// Tells the journal, in one commit, changes that make an empty store equal to this one as far as
  /// a journal keeps it.
  void write_to(Journal& journal) const;

 private:
  /// Does something with a session that may change its size.
  template <typename Act>
  void act_on(SessionNumber number, const Act& act);

  BufferPool* pool_;
  std::vector<std::optional<StoredSession>> sessions_;  // by number
  std::set<SessionNumber> free_;                        // below number_end()
  std::map<std::string, SessionNumber, std::less<>> numbers_;
  TopicTree subscriptions_;
  RetainedMessages retained_;
  std::size_t sessions_size_ = 0;
};

}  // namespace atmqtt::broker
