#pragma once

#include "broker/rule.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace atmqtt::app {

/// Reads how a broker is to misbehave (broker/rule.hpp), in words with blanks between them:
///
///     received=CONNECT client=m* refuse=5
///     sending=PUBACK skip=2 count=1 withhold
///
/// One word says what is done, at most one (received=, sending=) at which packet, and client=,
/// skip= and count= towards whom and how often. The text is the name of the rule. The error names
/// what is wrong and what is allowed.
[[nodiscard]] tl::expected<broker::Rule, std::string> parse_broker_rule(std::string_view text);

/// All words, each with what it does, as lines of a help.
[[nodiscard]] std::string broker_rule_help();

}  // namespace atmqtt::app
