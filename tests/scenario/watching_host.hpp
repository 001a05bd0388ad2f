#pragma once

#include "atmqtt/time.hpp"
#include "sim/virtual_world.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::scenario {

/// A host that knows the grammar of the line and nothing else. It notes the first thing that breaks
/// it: an answer that does not come at once or has more than one final result code, something
/// unsolicited inside an answer or between prompt and last octet of data, a line or a message in
/// another form than the documented ones.
class WatchingHost {
 public:
  explicit WatchingHost(sim::VirtualWorld& world);

  /// Types a command line. Returns OK, ERROR, or > for a prompt.
  std::string command(std::string_view line);
  /// Types the data behind a prompt. Returns OK or ERROR.
  std::string enter(std::string_view data);
  /// Lets time pass, and reads what comes.
  void pass(Duration duration);
  /// Reads what has come unsolicited.
  void read();

  /// Information and error lines of the last answer.
  [[nodiscard]] const std::vector<std::string>& information() const { return information_; }
  /// Results and URCs in order, and `message <topic>` for each RX group.
  [[nodiscard]] const std::vector<std::string>& announced() const { return announced_; }
  /// All that has been read.
  [[nodiscard]] const std::string& transcript() const { return transcript_; }
  [[nodiscard]] const std::string& violation() const { return violation_; }

 private:
  std::string read_answer();
  void read_unsolicited();
  void read_group(std::string_view head);
  std::string take_chunks(std::string_view name, int client, std::size_t size);
  /// Up to the next CR LF, which is removed too.
  std::string take_line();
  bool take(std::string_view octets);
  void violate(std::string_view what);

  sim::VirtualWorld& world_;
  std::string name_;  ///< of the command whose answer is read: +CMQTTPUB
  std::string rest_;
  std::vector<std::string> information_;
  std::vector<std::string> announced_;
  std::string transcript_;
  std::string violation_;
};

}  // namespace atmqtt::scenario
