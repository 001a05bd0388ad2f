#include "app/process_limits.hpp"

#include <sys/resource.h>

#include <csignal>
#include <limits>

namespace atmqtt::app {

/// A modem needs up to three descriptors. The default limit is kept low for the sake of programs
/// that use select(), which we do not. And the memory holds passwords and keys, which must not come
/// to lie in a file when the process dies; who wants one can raise the limit again by prlimit.
std::vector<io::ResourceLimit> prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // ulimit -f
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
