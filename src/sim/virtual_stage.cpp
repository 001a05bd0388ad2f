#include "sim/virtual_stage.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace atmqtt::sim {

VirtualStage::VirtualStage(ModemConfig config, std::size_t piece_size) : world_(std::move(config)) {
  world_.set_piece_size(piece_size);
}

Stage::Done VirtualStage::begin(bool echo) {
  if (echo) return {};
  auto typed = type("ATE0\r");
  world_.consume_output(world_.output().size());
  return typed;
}

Stage::Done VirtualStage::type(std::string_view octets) {
  if (!world_.is_dte_attached()) return tl::make_unexpected("there is no DTE that could type");
  world_.type(octets);
  return {};
}

/// More than the pause between a result and an RX group, less than anything that a dialogue would
/// want to see happen.
Duration VirtualStage::patience() const { return std::chrono::milliseconds(10); }

bool VirtualStage::wait(Duration& left) {
  const Time deadline = world_.deadline();
  if (deadline == never || deadline - world_.now() > left) return false;
  left -= deadline - world_.now();
  world_.advance(deadline - world_.now());
  return true;
}

Stage::Done VirtualStage::perform(const WorldAction& action) { return action.perform(world_); }

std::span<const std::string> VirtualStage::packets(int client, std::size_t) {
  return world_.server(client).received();
}

std::optional<std::string> VirtualStage::violation() const {
  for (int client = 0; client < link_count; ++client) {
    const std::string& violation = world_.server(client).violation();
    if (violation.empty()) continue;
    return fmt::format("client {} has broken the protocol: {}", client, violation);
  }
  return std::nullopt;
}

}  // namespace atmqtt::sim
