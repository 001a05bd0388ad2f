#pragma once

#include <span>
#include <string_view>

namespace atmqtt {

/// The one of `names` that `word` was probably meant to be: the one that takes the fewest octets
/// put in, left out or exchanged. Empty when for all of them that is more than a third of the word.
[[nodiscard]] std::string_view nearest(std::string_view word,
                                       std::span<const std::string_view> names);

}  // namespace atmqtt
