#pragma once

#include "atmqtt/config.hpp"
#include "support/dialogue.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace atmqtt::support {

/// How a dialogue is played.
struct PlayOptions {
  /// Octets travel in pieces of at most this size, on the line and on the links.
  std::size_t piece_size = 65'536;
  /// For AT+CMQTTCFG="aliauth"; without it that option is refused.
  Hmac hmac = nullptr;
};

/// Plays the host's side of the dialogue on a new modem and compares the modem's side. Returns the
/// first difference, as name:line: sentence and what was expected and what came, on lines of their
/// own; nothing when there is none. Time passes where the dialogue says so, but up to 10 ms by
/// itself for each piece of expected output, so that the pause before a URC need not be written.
[[nodiscard]] std::optional<std::string> play(const Dialogue& dialogue,
                                              const PlayOptions& options = {});

}  // namespace atmqtt::support
