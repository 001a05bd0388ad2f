#pragma once

#include "atmqtt/link.hpp"
#include "atmqtt/time.hpp"
#include "fleet/text.hpp"
#include "sim/dialogue.hpp"
#include "sim/pattern.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atmqtt::fleet {

/// A command whose result says how a client is.
enum class ClientCommand : unsigned char { none, connect, publish, disconnect };

/// Octets that the host sends when the modem has nothing more to say.
struct Send {
  Text text;
  ClientCommand command = ClientCommand::none;
  int client = 0;  ///< whom it is for, if it is one
};

/// Octets that the modem must send next.
struct Expect {
  sim::Pattern pattern;
};

/// An RX group that must come; others before it are received and count as such.
struct Receive {
  int client{};
  Text topic;
  Text payload;
};

/// The host does nothing for a time between both, which is chosen anew each time.
struct Wait {
  Duration low{};
  Duration high{};
};

/// What stands up to the step `end` is played `passes` times; 0: for ever.
struct Repeat {
  std::uint32_t passes{};
  std::size_t end{};
};

/// Back to the first step of a repetition, until its passes are over.
struct EndRepeat {
  std::size_t begin{};  ///< the step behind its Repeat
};

struct Step {
  int line{};           ///< in the file, from 1
  Duration patience{};  ///< how long what is expected may take
  std::variant<Send, Expect, Receive, Wait, Repeat, EndRepeat> what;
};

/// Repetitions may stand inside each other so deep.
inline constexpr std::size_t repeat_depth_max = 4;

/// What every modem of a fleet does: a dialogue (sim/dialogue.hpp) with placeholders in what the
/// host sends (text.hpp), and these lines:
///
///     ! repeat N | forever   what stands up to its end is played so often
///     ! end
///     ! wait 50s..70s        a time between both, or exactly 60s
///     # wait: 30s            below the top: the time for each answer from here on
///
/// Lines =, other actions and the echo have no place in it.
struct Script {
  sim::Dialogue head;  ///< its name, profiles and settings; no steps
  std::vector<Step> steps;

  /// How many of the clients of a modem a CONNECT names.
  [[nodiscard]] std::size_t client_count() const;

  /// Whether what is sent has this placeholder somewhere.
  [[nodiscard]] bool uses(Text::Placeholder placeholder) const;
};

/// Reads the text of a file. The error is name:line: sentence.
[[nodiscard]] tl::expected<Script, std::string> parse_script(std::string name,
                                                             std::string_view text);

}  // namespace atmqtt::fleet
