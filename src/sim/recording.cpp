#include "sim/recording.hpp"

#include "base/escape.hpp"
#include "sim/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

namespace atmqtt::sim {
namespace {

/// Lines that are never the same twice.
constexpr std::string_view varying_lines[] = {"+CSQ: {n},{n}", "+CCLK: \"{any}\""};

/// Octets with escapes, as they may stand at the end of a line.
std::string escaped(std::string_view octets) {
  std::string text = escape(octets);
  if (text.ends_with(' ')) text.replace(text.size() - 1, 1, "\\x20");
  return text;
}

/// Whether the text may stand in a line without escapes.
bool is_plain(std::string_view text) {
  return !text.ends_with(' ') && std::all_of(text.begin(), text.end(), [](char octet) {
    return octet >= ' ' && octet <= '~';
  });
}

/// A plain line of an answer in the form that expects it.
std::string expected_line(std::string_view text) {
  for (const std::string_view varying : varying_lines) {
    const auto pattern = parse_pattern(varying, Escapes::none, "\r\n");
    const std::string line = fmt::format("{}\r\n", text);
    const auto match = pattern->match(line);
    if (match.kind == Pattern::Match::Kind::complete && match.size == line.size()) {
      return std::string(varying);
    }
  }
  return escape_braces(text);
}

bool take(std::string_view& octets, std::string_view beginning) {
  if (!octets.starts_with(beginning)) return false;
  octets.remove_prefix(beginning.size());
  return true;
}

std::optional<std::size_t> take_number(std::string_view& octets) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(octets.data(), octets.data() + octets.size(), number);
  if (error != std::errc()) return std::nullopt;
  octets.remove_prefix(static_cast<std::size_t>(end - octets.data()));
  return number;
}

/// Takes `size` octets that come in chunks "+CMQTTRX<name>: <client>,<size>".
std::optional<std::string> take_chunks(std::string_view& octets, std::string_view name,
                                       std::size_t client, std::size_t size) {
  std::string content;
  while (content.size() < size) {
    if (!take(octets, fmt::format("+CMQTTRX{}: {},", name, client))) return std::nullopt;
    const auto chunk = take_number(octets);
    if (!chunk || !take(octets, "\r\n") || octets.size() < *chunk) return std::nullopt;
    content += octets.substr(0, *chunk);
    octets.remove_prefix(*chunk);
    if (!take(octets, "\r\n")) return std::nullopt;
  }
  return content;
}

/// Octets between quotes.
std::string quoted(std::string_view octets) {
  std::string text = "\"";
  for (const char octet : escape(octets)) {
    if (octet == '"') {
      text += "\\x22";
    } else {
      text += octet;
    }
  }
  return text + "\"";
}

/// Turns output into lines, from its front to its end.
class Describer {
 public:
  Describer(std::string_view octets, const RxChunks& chunks) : rest_(octets), chunks_(chunks) {}

  std::string describe() {
    while (!rest_.empty()) {
      if (!take_message() && !take_prompt() && !take_answer() && !take_numeric_answer()) take_raw();
    }
    return std::move(text_);
  }

 private:
  bool take_message() {
    std::string_view octets = rest_;
    if (!take(octets, "\r\n+CMQTTRXSTART: ")) return false;
    const auto client = take_number(octets);
    if (!client || !take(octets, ",")) return false;
    const auto topic_size = take_number(octets);
    if (!topic_size || !take(octets, ",")) return false;
    const auto payload_size = take_number(octets);
    if (!payload_size || !take(octets, "\r\n")) return false;
    const auto topic = take_chunks(octets, "TOPIC", *client, *topic_size);
    if (!topic) return false;
    const auto payload = take_chunks(octets, "PAYLOAD", *client, *payload_size);
    if (!payload) return false;
    // The line says nothing of how the message was cut; so it must have been cut as expected.
    const std::string group = rx_group(static_cast<int>(*client), *topic, *payload, chunks_);
    if (!rest_.starts_with(group)) return false;
    text_ += fmt::format("<rx {} {} {}\n", *client, quoted(*topic), quoted(*payload));
    rest_.remove_prefix(group.size());
    return true;
  }

  bool take_prompt() {
    std::string_view octets = rest_;
    if (!take(octets, "\r\n>")) return false;
    const bool begins_answer = octets.starts_with("\r\n") && octets.size() > 2;
    if (!octets.empty() && !begins_answer) return false;
    text_ += "< >\n";
    rest_ = octets;
    return true;
  }

  bool take_answer() {
    if (!rest_.starts_with("\r\n") || !take_line("<", rest_.substr(2), 2)) return false;
    while (!rest_.empty() && !rest_.starts_with("\r\n") && take_line("<+", rest_, 0)) {
    }
    return true;
  }

  /// Under ATV0 a text has no CR LF before it, and a result code is a digit and CR.
  bool take_numeric_answer() {
    const bool is_code = rest_.size() > 1 && rest_[0] >= '0' && rest_[0] <= '9' &&
                         rest_[1] == '\r' && !rest_.substr(2).starts_with('\n');
    if (!is_code) return take_line("<+", rest_, 0);
    text_ += fmt::format("<< {}\n", escaped(rest_.substr(0, 2)));
    rest_.remove_prefix(2);
    return true;
  }

  /// Takes a line that begins `offset` octets behind the front.
  bool take_line(std::string_view mark, std::string_view octets, std::size_t offset) {
    const std::size_t size = octets.find("\r\n");
    if (size == std::string_view::npos || size == 0) return false;
    const std::string_view line = octets.substr(0, size);
    if (!is_plain(line) || line == ">") return false;
    text_ += fmt::format("{} {}\n", mark, expected_line(line));
    rest_.remove_prefix(offset + size + 2);
    return true;
  }

  void take_raw() {
    const std::string_view raw = rest_.substr(0, rest_.find("\r\n", 1));
    text_ += fmt::format("<< {}\n", escape_braces(escaped(raw)));
    rest_.remove_prefix(raw.size());
  }

  std::string_view rest_;
  RxChunks chunks_;
  std::string text_;
};

}  // namespace

std::string describe_output(std::string_view octets, const RxChunks& chunks) {
  return Describer(octets, chunks).describe();
}

void Recording::type_line(std::string_view text) {
  end_output();
  if (text.empty()) {
    text_ += ">\n";
  } else if (is_plain(text)) {
    text_ += fmt::format("> {}\n", text);
  } else {
    text_ += fmt::format(">| {}\\r\n", escape(text));
  }
}

void Recording::enter_data(std::string_view octets) {
  end_output();
  if (!octets.empty()) text_ += fmt::format(">> {}\n", escaped(octets));
}

void Recording::wait(Duration duration) {
  end_output();
  using Milliseconds = std::chrono::milliseconds;
  const auto count = std::chrono::duration_cast<Milliseconds>(duration).count();
  text_ += count % 1000 == 0 ? fmt::format("! wait {}s\n", count / 1000)
                             : fmt::format("! wait {}ms\n", count);
}

void Recording::end_output() { text_ += describe_output(std::exchange(pending_, {}), chunks_); }

}  // namespace atmqtt::sim
