#include "broker/topic_tree.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

#include <algorithm>

namespace atmqtt::broker {
namespace {

/// The levels of a topic or filter one after the other.
class Levels {
 public:
  explicit Levels(std::string_view topic) : rest_(topic) {}

  [[nodiscard]] bool is_at_end() const { return is_at_end_; }

  std::string_view next() {
    const std::size_t size = rest_.find('/');
    const std::string_view level = rest_.substr(0, size);
    is_at_end_ = size == std::string_view::npos;
    rest_.remove_prefix(is_at_end_ ? rest_.size() : size + 1);
    return level;
  }

 private:
  std::string_view rest_;
  bool is_at_end_ = false;
};

bool is_before(const Subscriber& subscriber, SessionNumber session) {
  return subscriber.session < session;
}

}  // namespace

std::size_t level_count(std::string_view topic) {
  return 1 + static_cast<std::size_t>(std::count(topic.begin(), topic.end(), '/'));
}

void TopicTree::insert(std::string_view filter, const Subscriber& subscriber) {
  CHECK(level_count(filter) <= limits::broker_filter_level_count_max);
  Node* node = &root_;
  for (Levels levels(filter); !levels.is_at_end();) {
    const std::string_view level = levels.next();
    auto child = node->levels.find(level);
    if (child == node->levels.end()) {
      child = node->levels.emplace(level, std::make_unique<Node>()).first;
    }
    node = child->second.get();
  }
  std::vector<Subscriber>& all = node->subscribers;
  const auto place = std::lower_bound(all.begin(), all.end(), subscriber.session, is_before);
  if (place != all.end() && place->session == subscriber.session) {
    *place = subscriber;
  } else {
    all.insert(place, subscriber);
  }
}

void TopicTree::erase(std::string_view filter, SessionNumber session) {
  struct Step {
    Node* node;
    std::map<std::string, std::unique_ptr<Node>, std::less<>>::iterator child;
  };
  std::vector<Step> way;
  Node* node = &root_;
  for (Levels levels(filter); !levels.is_at_end();) {
    const auto child = node->levels.find(levels.next());
    if (child == node->levels.end()) return;
    way.push_back({node, child});
    node = child->second.get();
  }
  std::vector<Subscriber>& all = node->subscribers;
  const auto place = std::lower_bound(all.begin(), all.end(), session, is_before);
  if (place == all.end() || place->session != session) return;
  all.erase(place);
  // What no filter passes through any more goes, from the last level to the first.
  for (; !way.empty(); way.pop_back()) {
    const Node& last = *way.back().child->second;
    if (!last.levels.empty() || !last.subscribers.empty()) return;
    way.back().node->levels.erase(way.back().child);
  }
}

void TopicTree::match(std::string_view topic, std::vector<Subscriber>& found) const {
  found.clear();
  const auto take = [&found](const Node& node) {
    found.insert(found.end(), node.subscribers.begin(), node.subscribers.end());
  };
  const auto follow = [](const Node& node, std::string_view level) -> const Node* {
    const auto child = node.levels.find(level);
    return child == node.levels.end() ? nullptr : child->second.get();
  };

  // All nodes that the levels so far lead to; a level after the other, so that nothing recurs.
  reached_.assign(1, &root_);
  // A wildcard at the front does not match the server's own topics, [MQTT-4.7.2-1].
  bool wildcards = !topic.starts_with('$');
  for (Levels levels(topic); !levels.is_at_end() && !reached_.empty(); wildcards = true) {
    const std::string_view level = levels.next();
    next_.clear();
    for (const Node* node : reached_) {
      if (const Node* exact = follow(*node, level)) next_.push_back(exact);
      if (!wildcards) continue;
      if (const Node* any = follow(*node, "+")) next_.push_back(any);
      if (const Node* rest = follow(*node, "#")) take(*rest);
    }
    reached_.swap(next_);
  }
  for (const Node* node : reached_) {
    take(*node);
    // "a/#" matches the parent level "a" as well.
    if (const Node* rest = follow(*node, "#")) take(*rest);
  }

  std::sort(found.begin(), found.end(), [](const Subscriber& one, const Subscriber& other) {
    return one.session != other.session ? one.session < other.session : one.qos > other.qos;
  });
  const auto is_same = [](const Subscriber& one, const Subscriber& other) {
    return one.session == other.session;
  };
  found.erase(std::unique(found.begin(), found.end(), is_same), found.end());
}

}  // namespace atmqtt::broker
