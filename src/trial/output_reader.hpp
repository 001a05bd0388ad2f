#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace atmqtt::trial {

struct Prompt {};
/// OK, ERROR, or +CME ERROR with its words.
struct FinalCode {
  std::string text{};
  bool is_ok{};
};
/// Any other line.
struct TextLine {
  std::string text{};
};
/// A whole RX group.
struct Group {
  int client{};
  std::string topic{};
  std::string payload{};
};
/// Octets that are none of these. Nothing more is read behind it.
struct Broken {
  std::string why{};
};

using Item = std::variant<Prompt, FinalCode, TextLine, Group, Broken>;

/// Cuts what a modem sends, with ATE0 and ATV1, into its items. Octet by octet or whole, as it
/// comes.
class OutputReader {
 public:
  /// Returns what the octets complete.
  [[nodiscard]] std::vector<Item> read(std::string_view octets);
  /// The port was closed: a partial item will not be finished, and reading begins anew.
  void drop() {
    rest_.clear();
    is_broken_ = false;
  }
  [[nodiscard]] const std::string& rest() const { return rest_; }

 private:
  [[nodiscard]] std::optional<Item> next();
  [[nodiscard]] std::optional<Item> read_group();

  std::string rest_;
  bool is_broken_ = false;
};

/// The client and the code of `+CMQTT<name>: <client>,<err>`; nothing when the line is another.
struct ClientResult {
  std::string name{};
  int client{};
  int err{};
};
[[nodiscard]] std::optional<ClientResult> client_result(std::string_view line);

}  // namespace atmqtt::trial
