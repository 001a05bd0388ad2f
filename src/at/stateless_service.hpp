#pragma once

#include "at/command.hpp"

#include <optional>
#include <string_view>

namespace atmqtt::at {

/// The base of a service whose commands ask nothing of its state, and which words every refusal as
/// ERROR: what a command table (at/command.hpp) wants of it.
class StatelessService {
 public:
  enum class Needs : unsigned char { nothing };
  static constexpr std::string_view name_prefix{"+"};

  [[nodiscard]] static std::optional<Reply> admit(Needs, std::optional<int>) { return {}; }
  [[nodiscard]] static std::optional<Reply> admit_read(Needs) { return {}; }
  [[nodiscard]] static Reply refuse(Needs, std::optional<int>, const Fault& fault) {
    return Reply::error(explain(fault));
  }
  [[nodiscard]] static Reply expire(Needs, std::optional<int>) {
    return Reply::error("the data did not come in time");
  }

 protected:
  ~StatelessService() = default;
};

}  // namespace atmqtt::at
