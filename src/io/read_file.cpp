#include "io/read_file.hpp"

#include "io/unique_fd.hpp"

#include <fcntl.h>

namespace atmqtt::io {

tl::expected<std::string, OpenError> read_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return tl::unexpected(system_error(path));
  std::string text;
  char buffer[4096];
  ssize_t size = 0;
  while ((size = ::read(file.get(), buffer, sizeof buffer)) > 0) {
    text.append(buffer, static_cast<std::size_t>(size));
  }
  if (size < 0) return tl::unexpected(system_error(path));
  return text;
}

}  // namespace atmqtt::io
