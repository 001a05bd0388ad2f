#pragma once

#include "atmqtt/observer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::support {

/// Keeps what the core tells: lines as `> text` from the DTE and `< text` to it, packets as
/// `<client> > text` from the server and `<client> < text` to it, and the reasons as they are.
class RecordingObserver final : public Observer {
 public:
  [[nodiscard]] bool is_tracing() const override { return is_tracing_; }
  void on_line(Direction direction, std::string_view text) override {
    lines_.push_back(arrow(direction) + std::string(text));
  }
  void on_packet(int client, Direction direction, std::string_view text) override {
    packets_.push_back(std::to_string(client) + ' ' + arrow(direction) + std::string(text));
  }
  void on_why(std::string_view text) override { reasons_.emplace_back(text); }

  void set_tracing(bool is_tracing) { is_tracing_ = is_tracing; }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] const std::vector<std::string>& packets() const { return packets_; }
  [[nodiscard]] const std::vector<std::string>& reasons() const { return reasons_; }

  /// Whether `text` stands in anything that was told.
  [[nodiscard]] bool has_heard(std::string_view text) const {
    for (const auto* told : {&lines_, &packets_, &reasons_}) {
      for (const std::string& line : *told) {
        if (line.find(text) != std::string::npos) return true;
      }
    }
    return false;
  }

 private:
  static std::string arrow(Direction direction) {
    return direction == Direction::received ? "> " : "< ";
  }

  bool is_tracing_ = true;
  std::vector<std::string> lines_;
  std::vector<std::string> packets_;
  std::vector<std::string> reasons_;
};

}  // namespace atmqtt::support
