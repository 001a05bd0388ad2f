#pragma once

#include "io/child_process.hpp"

#include <cstddef>
#include <vector>

namespace atmqtt::app {

/// Makes the process ready for modems and peers: a peer that has gone and a file that may grow no
/// further show as errors of a write, not as signals; as many descriptors as the system allows can
/// be open; and no file of the memory is written when the process dies. Returns the former limits,
/// which belong to the processes that are started.
std::vector<io::ResourceLimit> prepare_process();

/// How many descriptors this process may have open.
[[nodiscard]] std::size_t descriptor_count_max();

}  // namespace atmqtt::app
