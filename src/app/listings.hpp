#pragma once

#include "app/failure.hpp"
#include "app/options.hpp"

#include <tl/expected.hpp>

#include <string>

namespace atmqtt::app {

/// What `atmqtt profiles` prints: the profiles, or settings with their keys, the value in each
/// profile that is asked for, what is allowed and what they mean.
[[nodiscard]] tl::expected<std::string, Failure> list_profiles(const ProfilesOptions& options);

/// What `atmqtt commands` prints.
[[nodiscard]] tl::expected<std::string, Failure> list_commands(const CommandsOptions& options);

}  // namespace atmqtt::app
