#pragma once

#include "at/interpreter.hpp"
#include "at/saved_settings.hpp"
#include "at/stateless_service.hpp"
#include "at/store_requests.hpp"

#include <span>

namespace atmqtt::at {

/// The basic commands that set the registers of the line, and those that keep the settings of all
/// services.
class V250 : public StatelessService {
 public:
  /// All references must outlive it.
  V250(Interpreter& line, SavedSettings& saved, StoreRequests& store)
      : line_(line), saved_(saved), store_(store) {}

  [[nodiscard]] Registers& registers() { return line_.registers(); }
  [[nodiscard]] ResponseWriter& writer() { return line_.writer(); }
  [[nodiscard]] SavedSettings& saved() { return saved_; }

  /// The settings as they are now are the saved ones when they are kept.
  [[nodiscard]] Reply save();

 private:
  Interpreter& line_;
  SavedSettings& saved_;
  StoreRequests& store_;
};

/// E Q V X &C &D S Z &F &W &V, in the order of V.250 and of the manuals; +CMEE.
[[nodiscard]] std::span<const Command<V250>> v250_commands();
inline constexpr CommandTable<V250> v250_command_tables[] = {v250_commands};

/// What AT&W keeps of the registers.
[[nodiscard]] std::span<const SavedSetting<Registers>> saved_registers();

}  // namespace atmqtt::at
