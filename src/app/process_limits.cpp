#include "app/process_limits.hpp"

#include <sys/resource.h>

#include <limits>

namespace atmqtt::app {

std::vector<io::ResourceLimit> set_process_limits() {
  std::vector<io::ResourceLimit> former;
  for (const auto resource : {RLIMIT_NOFILE, RLIMIT_CORE}) {
    rlimit limit = {};
    if (::getrlimit(resource, &limit) != 0) continue;
    former.push_back({resource, limit});
    limit.rlim_cur = resource == RLIMIT_CORE ? 0 : limit.rlim_max;
    ::setrlimit(resource, &limit);
  }
  return former;
}

std::size_t descriptor_count_max() {
  rlimit limit = {};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::size_t>::max();
  }
  return limit.rlim_cur;
}

}  // namespace atmqtt::app
