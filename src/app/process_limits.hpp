#pragma once

#include "io/child_process.hpp"

#include <cstddef>
#include <vector>

namespace atmqtt::app {

/// Sets the soft limits that a process with many connections needs, and returns the former ones.
///
/// A modem of `serve` needs up to three descriptors. The default limit is kept low for the sake of
/// programs that use select(), which we do not. And the memory holds passwords and keys, which must
/// not come to lie in a file when the process dies; who wants one can raise the limit again by
/// prlimit.
std::vector<io::ResourceLimit> set_process_limits();

/// How many descriptors this process may have open.
[[nodiscard]] std::size_t descriptor_count_max();

}  // namespace atmqtt::app
