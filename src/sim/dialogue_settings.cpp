#include "sim/dialogue_settings.hpp"

#include "modem/profiles.hpp"
#include "modem/settings.hpp"

#include <fmt/format.h>

namespace atmqtt::sim {

std::vector<std::string> profiles_of(const Dialogue& dialogue) {
  std::vector<std::string> names = dialogue.profiles;
  if (dialogue.holds_for_all_profiles) {
    names.clear();
    for (const Profile& profile : profiles()) names.emplace_back(profile.name);
  }
  // The chapter itself, of which the other profiles are variations.
  if (names.empty()) names.emplace_back("sim8200");
  return names;
}

tl::expected<void, std::string> apply_settings(const Dialogue& dialogue, Settings& settings) {
  for (const Header& header : dialogue.settings) {
    const std::string_view assignment = header.value;
    const std::size_t equals = assignment.find('=');
    const auto done = set(settings, assignment.substr(0, equals), assignment.substr(equals + 1));
    if (!done) {
      return tl::unexpected(fmt::format("{}:{}: {}", dialogue.name, header.line, done.error()));
    }
  }
  return {};
}

}  // namespace atmqtt::sim
