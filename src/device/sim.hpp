#pragma once

#include "at/cme_error.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/time.hpp"
#include "base/compact_text.hpp"

#include <string>
#include <string_view>

namespace atmqtt::device {

/// What the card says: +CPIN?, and why a command that needs it is refused.
enum class SimState : unsigned char {
  absent,
  busy,     ///< it has not answered yet
  failing,  ///< likewise, on a module that takes this for a failure
  pin,      ///< it waits for the PIN
  puk,      ///< it waits for the PUK and a new PIN
  dead,     ///< it will take no PUK any more
  ready,
};

/// The word of +CPIN for it; empty when there is an error to be answered instead.
[[nodiscard]] std::string_view text_of(SimState state);

/// Why the SIM cannot be used. Needs: it is not ready.
[[nodiscard]] at::CmeError error_of(SimState state);

/// The SIM: what it asks for before it serves.
class Sim {
 public:
  /// There is no power yet. All references must outlive it.
  Sim(const DeviceSettings& settings, const Time& now);

  /// The card gets power: it answers after the time that the settings give, and is locked anew.
  void power_up();

  [[nodiscard]] SimState state() const;
  [[nodiscard]] bool is_ready() const { return state() == SimState::ready; }
  [[nodiscard]] Time deadline() const;

  /// Offers a PIN, which the card must be waiting for. Returns whether it is right; after three
  /// wrong ones the card waits for the PUK.
  [[nodiscard]] bool enter_pin(std::string_view pin);

  /// Offers the PUK, which the card must be waiting for. Returns whether it is right: then the PIN
  /// is the new one; after ten wrong ones the card is dead.
  [[nodiscard]] bool enter_puk(std::string_view puk, std::string_view new_pin);

  /// The card is the one that was there before a reset: what it counts and knows, it keeps.
  void take_over(const Sim& before) { card_ = before.card_; }

 private:
  /// What the card itself keeps without power.
  struct Card {
    CompactText pin;  ///< empty while it is that of the settings
    int pin_tries = 3;
    int puk_tries = 10;
  };

  const DeviceSettings& settings_;
  const Time& now_;
  Card card_;
  Time answers_at_ = never;
  bool is_unlocked_ = false;
};

}  // namespace atmqtt::device
