#pragma once

#include "sim/random.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::trial {

/// Command lines and octets that no host of good will sends.
class HostileText {
 public:
  /// Those of a module of this profile. Left out are the commands behind which a real module does
  /// not come back over its line either: power off, PIN and PUK, the S-parameters, and what a host
  /// saves for the next power-up.
  explicit HostileText(std::string_view profile);

  [[nodiscard]] std::string next(sim::Random& random) const;

 private:
  struct Value {
    bool is_quoted{};
    std::vector<int> ends{};  ///< numbers in and just beside the range
  };
  struct Form {
    std::string begin{};  ///< AT+CMQTTPUB=
    std::vector<Value> values{};
  };

  [[nodiscard]] std::string command(sim::Random& random) const;

  std::vector<std::string> plain_;  ///< without values
  std::vector<Form> forms_;
};

}  // namespace atmqtt::trial
