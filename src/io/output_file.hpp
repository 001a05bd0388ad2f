#pragma once

#include "io/unique_fd.hpp"

#include <sys/types.h>

#include <string>

namespace atmqtt::io {

enum class Former : unsigned char { kept, dropped };

/// Opens a file at a path of the user's for writing behind its former content or in the place of
/// it, and makes it with this mode when it is not there. In a directory that everybody may write to
/// a symbolic link, a second name of a file, and what belongs to somebody else are refused before
/// anything is changed: somebody may have put them there for us to write to.
[[nodiscard]] OpenedFd open_output_file(const std::string& path, Former former, mode_t mode);

}  // namespace atmqtt::io
