#pragma once

#include "at/command.hpp"
#include "cmqtt/service.hpp"

#include <span>

namespace atmqtt::cmqtt {

/// The chapter as code: its 17 commands in its order.
[[nodiscard]] std::span<const at::Command<Service>> chapter();
inline constexpr at::CommandTable<Service> command_tables[] = {chapter};

}  // namespace atmqtt::cmqtt
