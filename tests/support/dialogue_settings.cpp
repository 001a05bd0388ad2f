#include "support/dialogue_settings.hpp"

#include "modem/profiles.hpp"
#include "modem/settings.hpp"

#include <fmt/format.h>

namespace atmqtt::support {

tl::expected<Settings, std::string> settings_of(const Dialogue& dialogue) {
  const Profile* profile = find_profile(dialogue.profile);
  if (profile == nullptr) {
    return tl::unexpected(
        fmt::format("{}: there is no profile '{}'", dialogue.name, dialogue.profile));
  }
  Settings settings;
  profile->apply(settings);
  for (const auto& [line, assignment] : dialogue.settings) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos) {
      return tl::unexpected(fmt::format("{}:{}: the form is: set: key=value", dialogue.name, line));
    }
    const auto done = set(settings, std::string_view(assignment).substr(0, equals),
                          std::string_view(assignment).substr(equals + 1));
    if (!done) {
      return tl::unexpected(fmt::format("{}:{}: {}", dialogue.name, line, done.error()));
    }
  }
  return settings;
}

}  // namespace atmqtt::support
