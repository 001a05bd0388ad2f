#pragma once

#include "modem/profiles.hpp"
#include "sim/dialogue_player.hpp"
#include "sim/dialogue_settings.hpp"
#include "sim/virtual_stage.hpp"

#include <cstddef>
#include <string>

namespace atmqtt::sim {

/// Plays a dialogue in a virtual world, octets in pieces of at most `piece_size`. Returns the
/// difference in words, or "none".
inline std::string play_virtually(const Dialogue& dialogue, const std::string& profile,
                                  std::size_t piece_size = unlimited, Hmac hmac = nullptr) {
  Settings settings;
  find_profile(profile)->apply(settings);
  if (auto applied = apply_settings(dialogue, settings); !applied) return applied.error();
  VirtualStage stage({.settings = settings, .hmac = hmac}, piece_size);
  const auto difference = play(dialogue, settings, stage);
  return difference ? describe(dialogue.name, *difference) : "none";
}

}  // namespace atmqtt::sim
