#pragma once

#include "atmqtt/config.hpp"
#include "support/dialogue.hpp"

#include <tl/expected.hpp>

#include <string>

namespace atmqtt::support {

/// The settings that the top of a dialogue asks for. The error is name:line: sentence.
[[nodiscard]] tl::expected<Settings, std::string> settings_of(const Dialogue& dialogue);

}  // namespace atmqtt::support
