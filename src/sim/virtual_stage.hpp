#pragma once

#include "atmqtt/config.hpp"
#include "sim/difference.hpp"
#include "sim/stage.hpp"
#include "sim/virtual_world.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace atmqtt::sim {

/// A new modem in a virtual world. Time passes where the dialogue says so, but up to 10 ms by
/// itself for each piece of expected output, so that the pause before a URC need not be written.
class VirtualStage final : public Stage {
 public:
  /// Octets travel in pieces of at most `piece_size`, on the line and on the links.
  explicit VirtualStage(ModemConfig config, std::size_t piece_size = unlimited);

  [[nodiscard]] std::optional<std::string> objection(const Step&) const override { return {}; }
  [[nodiscard]] Done begin(bool echo) override;
  [[nodiscard]] Done type(std::string_view octets) override;
  [[nodiscard]] std::string_view output() const override { return world_.output(); }
  void consume_output(std::size_t count) override { world_.consume_output(count); }
  [[nodiscard]] Duration patience() const override;
  [[nodiscard]] bool wait(Duration& left) override;
  void come_to_rest() override { world_.settle(); }
  [[nodiscard]] Done perform(const WorldAction& action) override;
  [[nodiscard]] std::span<const std::string> packets(int client, std::size_t count) override;
  [[nodiscard]] std::optional<std::string> violation() const override;
  [[nodiscard]] std::vector<std::string> reasons() const override { return world_.reasons(); }

 private:
  VirtualWorld world_;
};

}  // namespace atmqtt::sim
