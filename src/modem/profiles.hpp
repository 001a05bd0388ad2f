#pragma once

#include "atmqtt/config.hpp"

#include <span>
#include <string_view>

namespace atmqtt {

/// A family of modules: what it does otherwise than sim8200, the chapter to the letter.
struct Profile {
  std::string_view name;
  std::string_view text;
  void (*apply)(Settings& settings);
};

[[nodiscard]] std::span<const Profile> profiles();

/// Nothing when there is no profile of that name.
[[nodiscard]] const Profile* find_profile(std::string_view name);

}  // namespace atmqtt
