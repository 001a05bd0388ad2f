#pragma once

#include "atmqtt/time.hpp"
#include "sim/rx_group.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace atmqtt::sim {

/// Output of a modem as the lines of a dialogue that expect exactly it, but for values that are
/// known to vary: signal strength and time become placeholders, also under ATV0. `chunks` is how
/// messages are cut; one that is cut otherwise is written line by line.
[[nodiscard]] std::string describe_output(std::string_view octets, const RxChunks& chunks);

/// Writes a session down as the steps of a dialogue, in the order of what happens.
class Recording {
 public:
  explicit Recording(const RxChunks& chunks) : chunks_(chunks) {}

  /// The host types a command line, given without its CR, or enters data.
  void type_line(std::string_view text);
  void enter_data(std::string_view octets);
  /// The modem sends octets.
  void receive(std::string_view octets) { pending_ += octets; }
  /// Time passes before what follows, in whole milliseconds.
  void wait(Duration duration);

  /// What can be written since the last call.
  [[nodiscard]] std::string take_text() { return std::exchange(text_, {}); }
  /// Needed at the end and before time passes: until then it may be unknown what octets mean.
  void end_output();

 private:
  RxChunks chunks_;
  std::string pending_;  ///< output whose continuation may still come
  std::string text_;
};

}  // namespace atmqtt::sim
