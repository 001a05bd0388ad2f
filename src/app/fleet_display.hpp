#pragma once

#include "fleet/figures.hpp"

#include <cstddef>
#include <set>
#include <string>

namespace atmqtt::app {

/// Shows on standard error how a run goes: on a terminal in lines that change in their place, each
/// time; elsewhere as further lines, every ten seconds. The first fault of each kind is shown when
/// it is new.
class FleetDisplay {
 public:
  FleetDisplay();

  /// To be called every second.
  void show(const fleet::Report& report);

  /// The last report, which is shown in any case.
  void finish(const fleet::Report& report);

 private:
  [[nodiscard]] std::string new_faults(const fleet::Report& report);
  void write(const fleet::Report& report, const std::string& faults);

  bool is_terminal_;
  std::size_t shown_lines_ = 0;  ///< that are to be written over
  unsigned count_ = 0;
  std::set<fleet::Fault> shown_faults_;
};

}  // namespace atmqtt::app
