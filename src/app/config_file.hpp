#pragma once

#include "app/failure.hpp"
#include "app/serve_options.hpp"

#include <tl/expected.hpp>

#include <string>
#include <vector>

namespace atmqtt::app {

// A relative path in a file counts from the directory of that file, so that the file means the same
// wherever the program is started.

/// A profile of the user: another one and the settings in which it differs.
struct ProfileFile {
  std::string base;  ///< a name or, in turn, a file
  std::vector<SettingOption> settings;
};

/// Reads a TOML file of --config: the long options without dashes as keys; `set` is a table of
/// settings; port keys and `map` take one string or a list; [[modem]] holds ports, profile and
/// settings of further modems. Errors name file and line.
[[nodiscard]] tl::expected<ServeOptions, Failure> read_config_file(const std::string& path);

/// Reads a TOML file of --profile: `base` and the keys of settings, dotted or in tables.
[[nodiscard]] tl::expected<ProfileFile, Failure> read_profile_file(const std::string& path);

}  // namespace atmqtt::app
