#include "broker/rules.hpp"

#include <algorithm>
#include <utility>

namespace atmqtt::broker {
namespace {

bool fits(std::string_view pattern, std::string_view text) {
  if (!pattern.ends_with('*')) return pattern == text;
  return text.starts_with(pattern.substr(0, pattern.size() - 1));
}

}  // namespace

void Rules::add(Rule rule) {
  remove(rule.name);
  rules_.push_back(std::move(rule));
}

void Rules::remove(std::string_view name) {
  std::erase_if(rules_, [&](const Rule& rule) { return rule.name == name; });
}

const Rule* Rules::apply(Occasion occasion, mqtt::PacketType type, std::string_view client_id,
                         std::string_view peer) {
  std::erase_if(rules_, [](const Rule& rule) { return rule.count == 0; });
  for (Rule& rule : rules_) {
    if (rule.occasion != occasion || (rule.type && *rule.type != type)) continue;
    if (!fits(rule.client_id, client_id) || !fits(rule.peer, peer)) continue;
    if (rule.skip > 0) {
      --rule.skip;
      continue;
    }
    --rule.count;
    return &rule;
  }
  return nullptr;
}

}  // namespace atmqtt::broker
