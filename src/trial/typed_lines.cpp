#include "trial/typed_lines.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <utility>

namespace atmqtt::trial {
namespace {

bool is_blank(char octet) { return static_cast<unsigned char>(octet) <= ' ' && octet != '\r'; }

/// The commands that take data in the form with a length, and where that length stands.
struct EntryCommand {
  std::string_view name;
  std::size_t place;
};
constexpr std::array entry_commands = {
    EntryCommand{"+CMQTTTOPIC", 1},     EntryCommand{"+CMQTTPAYLOAD", 1},
    EntryCommand{"+CMQTTWILLTOPIC", 1}, EntryCommand{"+CMQTTWILLMSG", 1},
    EntryCommand{"+CMQTTSUBTOPIC", 1},  EntryCommand{"+CMQTTUNSUBTOPIC", 1},
    EntryCommand{"+CMQTTSUB", 1},       EntryCommand{"+CMQTTUNSUB", 1},
    EntryCommand{"+CCERTDOWN", 1},
};

}  // namespace

std::string command_name(std::string_view line) {
  if (line.size() < 2) return {};
  line.remove_prefix(2);
  std::string name(line.substr(0, line.find_first_of("=?")));
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::toupper(c); });
  return name;
}

int number_in(std::string_view line, std::size_t place) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return -1;
  line.remove_prefix(equals + 1);
  for (; place > 0; --place) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) return -1;
    line.remove_prefix(comma + 1);
  }
  int number = -1;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

std::optional<std::size_t> announced_size(std::string_view line) {
  const std::string name = command_name(line);
  const auto* found = std::ranges::find(entry_commands, name, &EntryCommand::name);
  if (found == entry_commands.end()) return std::nullopt;
  const int size = number_in(line, found->place);
  if (size < 0) return std::nullopt;
  return static_cast<std::size_t>(size);
}

void TypedLines::type(std::string_view octets) {
  typed_ += octets;
  drop_surplus();
}

void TypedLines::drop() {
  typed_.clear();
  entry_.reset();
  is_in_surplus_ = false;
}

std::optional<TypedLines::Found> TypedLines::find() const {
  std::size_t at = 0;
  while (true) {
    while (at < typed_.size() && (is_blank(typed_[at]) || typed_[at] == '\r')) ++at;
    const std::size_t end = typed_.find('\r', at);
    if (end == std::string::npos) return std::nullopt;
    const bool has_prefix = std::toupper(static_cast<unsigned char>(typed_[at])) == 'A' &&
                            std::toupper(static_cast<unsigned char>(typed_[at + 1])) == 'T';
    if (has_prefix) return Found{at, end + 1};
    at = end + 1;
  }
}

std::string TypedLines::next() const {
  if (entry_) return *entry_;
  const auto found = find();
  return found ? typed_.substr(found->begin, found->end - found->begin - 1) : std::string();
}

bool TypedLines::is_answer_due() const {
  return entry_ ? typed_.size() >= entry_size_ : find().has_value();
}

bool TypedLines::prompt() {
  if (entry_) return false;
  const auto found = find();
  if (!found) return false;
  std::string line = typed_.substr(found->begin, found->end - found->begin - 1);
  const auto size = announced_size(line);
  if (!size) return false;
  typed_.erase(0, found->end);
  if (typed_.starts_with('\n')) typed_.erase(0, 1);
  entry_ = std::move(line);
  entry_size_ = *size;
  return true;
}

std::optional<TypedLines::Line> TypedLines::finish(bool is_ok) {
  Line line;
  if (entry_) {
    line.text = *std::exchange(entry_, std::nullopt);
    line.data = typed_.substr(0, entry_size_);
    typed_.erase(0, line.data.size());
    is_in_surplus_ = line.data.size() == entry_size_;
    drop_surplus();
    return line;
  }
  const auto found = find();
  if (!found) return std::nullopt;
  line.text = typed_.substr(found->begin, found->end - found->begin - 1);
  typed_.erase(0, found->end);
  if (typed_.starts_with('\n')) typed_.erase(0, 1);
  if (!is_ok && announced_size(line.text)) is_in_surplus_ = true;
  drop_surplus();
  return line;
}

/// Behind data, and behind a refused command that would have asked for it: text is dropped up to
/// the end of a line, or just before AT+; a command line that stands there at once is none of it.
void TypedLines::drop_surplus() {
  if (!is_in_surplus_) return;
  std::size_t at = 0;
  while (at < typed_.size() && is_blank(typed_[at]) && typed_[at] != '\n') ++at;
  const bool is_command = typed_.compare(at, 2, "AT") == 0;
  const std::size_t next = is_command ? at : typed_.find("AT+", at);
  const std::size_t end = std::min({typed_.find_first_of("\r\n", at), next, typed_.size()});
  if (end == typed_.size()) return;
  typed_.erase(0, end == next ? end : end + 1);
  is_in_surplus_ = false;
}

}  // namespace atmqtt::trial
