#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace atmqtt {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "atmqtt: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace atmqtt
