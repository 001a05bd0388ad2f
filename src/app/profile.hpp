#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"
#include "atmqtt/config.hpp"

#include <tl/expected.hpp>

#include <span>
#include <string>

namespace atmqtt::app {

/// The settings of a profile, by its name or, if it ends in ".toml" or has a '/', from its file.
[[nodiscard]] tl::expected<Settings, Failure> load_profile(const std::string& name);

/// Overrides settings. The error names the place of the first one that is refused.
[[nodiscard]] tl::expected<void, Failure> override_settings(
    Settings& settings, std::span<const SettingOption> overrides);

}  // namespace atmqtt::app
