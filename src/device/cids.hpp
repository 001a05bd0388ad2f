#pragma once

#include "at/parameter.hpp"
#include "at/reply.hpp"

#include <fmt/format.h>

namespace atmqtt::device {

/// The numbers that a PDP context may have: families differ in both ends.
inline constexpr at::Ranges cid_range{{1, &Settings::net_cid_max},
                                      {100, &Settings::net_cid_far_max}};

/// The answer to a command that names a context which +CGDCONT has not defined.
[[nodiscard]] inline at::Reply refuse_undefined(int cid) {
  return at::Reply::cme_error(at::CmeError::operation_not_allowed,
                              fmt::format("context {} is not defined", cid));
}

}  // namespace atmqtt::device
