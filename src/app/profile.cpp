#include "app/profile.hpp"

#include "app/config_file.hpp"
#include "modem/profiles.hpp"
#include "modem/settings.hpp"

namespace atmqtt::app {
namespace {

/// Files may build on files, but hardly more than this, and not on themselves.
constexpr int profile_file_depth_max = 8;

tl::expected<Settings, Failure> find_named(const std::string& name) {
  Settings settings;
  if (const Profile* profile = find_profile(name)) {
    profile->apply(settings);
    return settings;
  }
  std::string allowed;
  for (const Profile& profile : profiles()) {
    allowed.append(profile.name).append(", ");
  }
  return tl::unexpected(
      bad_usage("profile " + name + ": unknown, must be one of " + allowed + "or a file .toml"));
}

tl::expected<Settings, Failure> load(const std::string& name, int depth) {
  if (!is_profile_file(name)) return find_named(name);
  if (depth == 0) return tl::unexpected(bad_usage(name + ": too many files build on each other"));
  const auto file = read_profile_file(name);
  if (!file) return tl::unexpected(file.error());
  auto settings = load(file->base, depth - 1);
  if (!settings) {
    const auto& [exit_status, text] = settings.error();
    return tl::unexpected(Failure{exit_status, name + ": base: " + text});
  }
  if (auto overridden = override_settings(*settings, file->settings); !overridden) {
    return tl::unexpected(overridden.error());
  }
  return settings;
}

}  // namespace

bool is_profile_file(std::string_view name) {
  return name.ends_with(".toml") || name.find('/') != std::string_view::npos;
}

tl::expected<Settings, Failure> load_profile(const std::string& name) {
  return load(name, profile_file_depth_max);
}

tl::expected<void, Failure> override_settings(Settings& settings,
                                              std::span<const SettingOption> overrides) {
  for (const SettingOption& each : overrides) {
    if (auto set = atmqtt::set(settings, each.key, each.value); !set) {
      return tl::unexpected(bad_usage(each.place + ": " + set.error()));
    }
  }
  return {};
}

}  // namespace atmqtt::app
