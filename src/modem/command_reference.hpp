#pragma once

#include "atmqtt/config.hpp"

#include <string>

namespace atmqtt {

/// The commands of a modem with these settings: name, forms, parameters with their ranges, source.
/// Made from the command tables, as a Markdown table or as plain text.
[[nodiscard]] std::string command_reference(const Settings& settings, bool is_markdown);

}  // namespace atmqtt
