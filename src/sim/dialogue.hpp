#pragma once

#include "atmqtt/time.hpp"
#include "sim/pattern.hpp"
#include "sim/world_action.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace atmqtt::sim {

/// A command line of the host, without its CR; the modem must be silent before it.
struct TypeLine {
  std::string text;
};

/// Data that the host enters behind a prompt; the modem must be silent before it.
struct EnterData {
  std::string octets;
};

/// Octets of the host that are neither, at whatever moment.
struct TypeOctets {
  std::string octets;
};

/// Octets that the modem must send next.
struct ExpectOutput {
  Pattern pattern;
};

/// An RX group that the modem must send next, cut into the chunks of its settings.
struct ExpectMessage {
  int client{};
  std::string topic;
  std::string payload;
};

/// The Control Packet that the server of a client must have received next since the last thing that
/// happened, in the words of mqtt/describe.hpp. A text that ends in "..." gives only the beginning,
/// and "..." alone is whatever packet; "nothing" says that there is none.
struct ExpectPacket {
  int client{};
  std::string text;
};

/// From here on the echo of lines and data is, or is not, expected in front of their answers.
struct ExpectEcho {
  bool on{};
};

struct Step {
  using What = std::variant<TypeLine, EnterData, TypeOctets, ExpectOutput, ExpectMessage,
                            ExpectPacket, ExpectEcho, WorldAction>;

  int line{};  ///< in the file, from 1
  What what;
};

/// What stands behind the name of a header at the top of a dialogue.
struct Header {
  int line{};  ///< in the file, from 1
  std::string value;
};

/// A conversation between host and modem as a file gives it:
///
///     # profile: a, b        the profiles that it holds for, or all; sim8200 if absent
///     # set: key=value       a setting of the modem; any number of them
///     # broker: none         virtual time and a broker that obeys the `!` lines, as if absent;
///                            real: real time, the servers are those that the host names;
///                            HOST:PORT: real time, every name leads to this server
///     # wait: 10s            in real time the limit for each expected piece of output
///     # echo: on             echo stays on and is expected (below the top: from here on);
///                            otherwise ATE0 is sent first, unseen
///     # anything else        a comment
///     > text                 the host sends the text and CR
///     >| octets              the host sends exactly these octets, escapes resolved
///     >> octets              the host enters data: exactly these octets, escapes resolved
///     >>* count octets       the same, repeated
///     < text                 the modem sends CR LF text CR LF
///     <+ text                a further line of the same answer: text CR LF
///     < >                    the prompt, CR LF >
///     << octets              the modem sends exactly these octets, escapes resolved
///     <* count octets        the same, repeated
///     <rx client "t" "p"     the modem delivers a message of topic t and payload p
///     = text                 the server of client 0 has received this packet; =1 that of client 1
///     ! action               something happens in the world: see world_action.cpp
///
/// A dialogue without a line about packets is one about the line only. One that has such a line has
/// one for each packet that either server receives, before the next thing that happens; only
/// PINGREQ may go unsaid, where no line stands about other packets of the same moment.
///
/// In < <+ << what varies may be a placeholder of pattern.hpp, and a brace that is meant is \{.
/// Escapes are those of base/escape.hpp. Blank lines are comments. A blank at the end of a line is
/// refused, because nobody sees it; write it as \x20.
struct Dialogue {
  std::string name = {};                   ///< of the file, for messages
  std::vector<std::string> profiles = {};  ///< empty: none is named
  bool holds_for_all_profiles = false;
  std::vector<Header> settings = {};
  std::optional<Header> broker = {};  ///< not checked but for being there
  std::optional<Duration> wait = {};
  bool echo = false;
  std::vector<Step> steps = {};
};

/// Reads a line that is neither empty nor a comment, without its end. The error is a sentence
/// without the place.
[[nodiscard]] tl::expected<Step::What, std::string> parse_step(std::string_view line);

/// What is wrong with a text without steps; it stands for line 1.
inline constexpr std::string_view no_step_text =
    "the file has no step, no line that begins with > (the host sends) or < (the modem answers)";

/// Reads the text of a file, which has at least one step. The error is name:line: sentence.
[[nodiscard]] tl::expected<Dialogue, std::string> parse_dialogue(std::string name,
                                                                 std::string_view text);

}  // namespace atmqtt::sim
