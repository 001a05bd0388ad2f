#pragma once

#include <sys/resource.h>

#include <csignal>

namespace atmqtt::io {

/// Files cannot grow beyond a size while it exists, as on a full disk; a write fails by EFBIG.
class FullDisk {
 public:
  explicit FullDisk(rlim_t size) : former_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &former_);
    const rlimit limit = {size, former_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &former_);
    std::signal(SIGXFSZ, former_handler_);
  }

 private:
  rlimit former_{};
  void (*former_handler_)(int);
};

}  // namespace atmqtt::io
