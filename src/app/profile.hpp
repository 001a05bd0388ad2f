#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"
#include "atmqtt/config.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>
#include <string_view>

namespace atmqtt::app {

/// Whether a profile is named by its file: the name ends in ".toml" or has a '/'.
[[nodiscard]] bool is_profile_file(std::string_view name);

/// The settings of a profile, by its name or from its file.
[[nodiscard]] tl::expected<Settings, Failure> load_profile(const std::string& name);

/// Overrides settings. The error names the place of the first one that is refused.
[[nodiscard]] tl::expected<void, Failure> override_settings(
    Settings& settings, std::span<const SettingOption> overrides);

}  // namespace atmqtt::app
