#include "cmqtt/subscriptions.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::cmqtt {

void Subscriptions::ask(std::span<const mqtt::Subscription> subscriptions) {
  asked_.clear();
  for (const mqtt::Subscription& one : subscriptions) asked_.emplace_back(one.filter);
}

void Subscriptions::accepted(std::string_view return_codes) {
  const std::size_t count = std::min(asked_.size(), return_codes.size());
  for (std::size_t i = 0; i < count; ++i) {
    const bool is_refused =
        static_cast<unsigned char>(return_codes[i]) == mqtt::subscription_refused;
    if (!is_refused) add(std::move(asked_[i]));
  }
  asked_.clear();
}

void Subscriptions::add(std::string&& filter) {
  if (std::ranges::find(filters_, filter) != filters_.end()) return;
  if (size_ + filter.size() > limits::subscribed_topics_size_max) return;
  size_ += filter.size();
  filters_.push_back(std::move(filter));
}

void Subscriptions::ask_end(std::span<const std::string_view> filters) {
  asked_.assign(filters.begin(), filters.end());
}

void Subscriptions::ended() {
  for (const std::string& filter : asked_) {
    const auto found = std::ranges::find(filters_, filter);
    if (found == filters_.end()) continue;
    size_ -= found->size();
    filters_.erase(found);
  }
  asked_.clear();
}

void Subscriptions::clear() { *this = {}; }

}  // namespace atmqtt::cmqtt
