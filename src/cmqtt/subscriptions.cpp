#include "cmqtt/subscriptions.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::cmqtt {

std::span<const std::string> Subscriptions::filters() const {
  if (!lists_) return {};
  return lists_->filters;
}

Subscriptions::Lists& Subscriptions::lists() {
  if (!lists_) lists_ = std::make_unique<Lists>();
  return *lists_;
}

void Subscriptions::ask(std::span<const mqtt::Subscription> subscriptions) {
  std::vector<std::string>& asked = lists().asked;
  asked.clear();
  for (const mqtt::Subscription& one : subscriptions) asked.emplace_back(one.filter);
}

void Subscriptions::accepted(std::string_view return_codes) {
  if (!lists_) return;
  std::vector<std::string>& asked = lists_->asked;
  const std::size_t count = std::min(asked.size(), return_codes.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_refused =
        static_cast<unsigned char>(return_codes[i]) == mqtt::subscription_refused;
    if (!is_refused) add(std::move(asked[i]));
  }
  asked.clear();
}

void Subscriptions::add(std::string&& filter) {
  if (std::ranges::find(lists_->filters, filter) != lists_->filters.end()) return;
  if (lists_->size + filter.size() > limits::subscribed_topics_size_max) return;
  lists_->size += filter.size();
  lists_->filters.push_back(std::move(filter));
}

void Subscriptions::ask_end(std::span<const std::string_view> filters) {
  lists().asked.assign(filters.begin(), filters.end());
}

void Subscriptions::ended() {
  if (!lists_) return;
  for (const std::string& filter : lists_->asked) {
    const auto found = std::ranges::find(lists_->filters, filter);
    if (found == lists_->filters.end()) continue;
    lists_->size -= found->size();
    lists_->filters.erase(found);
  }
  lists_->asked.clear();
}

}  // namespace atmqtt::cmqtt
