#include "device/commands.hpp"

namespace atmqtt::device {
namespace {

constexpr at::Range modes{0, 2};

constexpr at::SavedSetting<Registers> rows[] = {
    at::saved<&Registers::creg>("CREG", modes),
    at::saved<&Registers::cgreg>("CGREG", modes),
    at::saved<&Registers::cereg>("CEREG", modes),
};

}  // namespace

std::span<const at::SavedSetting<Registers>> saved_registers() { return rows; }

}  // namespace atmqtt::device
