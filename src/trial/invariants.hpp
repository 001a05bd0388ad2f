#pragma once

#include "trial/invariant.hpp"

#include <memory>

namespace atmqtt::trial {

// One file each. The name says what must hold.

[[nodiscard]] std::unique_ptr<Invariant> one_final_code();
[[nodiscard]] std::unique_ptr<Invariant> quiet_answers();
[[nodiscard]] std::unique_ptr<Invariant> one_result();
/// For plans that keep the sessions.
[[nodiscard]] std::unique_ptr<Invariant> published_arrives();
[[nodiscard]] std::unique_ptr<Invariant> delivered_once();
[[nodiscard]] std::unique_ptr<Invariant> acknowledged_delivered();
[[nodiscard]] std::unique_ptr<Invariant> identifiers();
[[nodiscard]] std::unique_ptr<Invariant> bounded_memory();

}  // namespace atmqtt::trial
