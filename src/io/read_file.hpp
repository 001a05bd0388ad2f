#pragma once

#include "io/open_error.hpp"

#include <tl/expected.hpp>

#include <string>

namespace atmqtt::io {

/// The whole content of a file.
[[nodiscard]] tl::expected<std::string, OpenError> read_file(const std::string& path);

}  // namespace atmqtt::io
