#include "app/config_file.hpp"

#include "app/overloaded.hpp"
#include "app/profile.hpp"
#include "app/toml.hpp"
#include "io/read_file.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

namespace atmqtt::app {
namespace {

using Read = tl::expected<void, Failure>;

/// A file in TOML, and the place of what it holds in words.
struct File {
  std::string path;
  toml::table table;

  [[nodiscard]] std::string place(const toml::source_region& source) const {
    return path + ":" + std::to_string(source.begin.line);
  }
  [[nodiscard]] tl::unexpected<Failure> error(const toml::source_region& source,
                                              const std::string& text) const {
    return tl::unexpected(bad_usage(place(source) + ": " + text));
  }

  /// A path that stands in the file: it counts from the directory of the file.
  [[nodiscard]] std::string resolved(const std::string& named) const {
    return (std::filesystem::path(path).parent_path() / named).string();
  }
  /// A profile, which may be named by its file.
  [[nodiscard]] std::string resolved_profile(const std::string& named) const {
    return is_profile_file(named) ? resolved(named) : named;
  }
  [[nodiscard]] PortOptions resolved(PortOptions port) const {
    const auto resolve = Overloaded{
        [this](PtyOptions& pty) {
          if (!pty.link.empty()) pty.link = resolved(pty.link);
        },
        [this](SerialOptions& serial) { serial.device = resolved(serial.device); },
        [this](UnixOptions& unix_socket) { unix_socket.path = resolved(unix_socket.path); },
        [](const TcpOptions&) {},
        [](const StdioOptions&) {},
    };
    std::visit(resolve, port);
    return port;
  }
};

tl::expected<File, Failure> read_file(const std::string& path) {
  const auto text = io::read_file(path);
  if (!text) return tl::unexpected(not_opened(text.error().text));
  toml::parse_result parsed = toml::parse(*text, path);
  if (!parsed) {
    return tl::unexpected(bad_usage(path + ":" +
                                    std::to_string(parsed.error().source().begin.line) + ": " +
                                    std::string(parsed.error().description())));
  }
  return File{path, std::move(parsed).table()};
}

/// The text of a string, number or truth value, as one would write it on the command line.
std::optional<std::string> scalar_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  return std::nullopt;
}

std::string joined(const std::string& prefix, std::string_view key) {
  return prefix.empty() ? std::string(key) : prefix + "." + std::string(key);
}

Read read_settings(const File& file, const toml::table& table, const std::string& prefix,
                   std::vector<SettingOption>& settings) {
  for (const auto& [key, node] : table) {
    const std::string name = joined(prefix, key.str());
    if (const auto* inner = node.as_table()) {
      if (auto read = read_settings(file, *inner, name, settings); !read) return read;
      continue;
    }
    const auto text = scalar_text(node);
    if (!text)
      return file.error(key.source(), name + ": must be a string, a number or true or false");
    settings.push_back({name, *text, file.place(key.source())});
  }
  return {};
}

Read read_text(const File& file, const toml::key& key, const toml::node& node,
               std::optional<std::string>& text) {
  const auto* value = node.as_string();
  if (value == nullptr) {
    return file.error(key.source(), std::string(key.str()) + ": must be a string");
  }
  if (value->get().empty()) {
    return file.error(key.source(), std::string(key.str()) + ": must not be empty");
  }
  text = value->get();
  return {};
}

/// "-" is a standard stream and no path.
Read read_path(const File& file, const toml::key& key, const toml::node& node,
               std::optional<std::string>& path) {
  auto read = read_text(file, key, node, path);
  if (read && *path != "-") path = file.resolved(*path);
  return read;
}

/// Calls `add` with each string of a string or list of strings. `true` stands for an option without
/// a value, `false` for no option. `add` says in words what it does not allow.
template <class Add>
Read read_each(const File& file, const toml::key& key, const toml::node& node, const Add& add) {
  const std::string name(key.str());
  const auto add_one = [&](const toml::node& one) -> Read {
    std::optional<std::string_view> text;
    if (const auto* truth = one.as_boolean()) {
      if (!truth->get()) return {};
    } else if (const auto* value = one.as_string()) {
      text = value->get();
    } else {
      return file.error(key.source(), name + ": must be a string or a list of strings");
    }
    if (auto added = add(text); !added) {
      const std::string written = text ? " \"" + std::string(*text) + "\"" : " = true";
      return file.error(key.source(), name + written + ": " + added.error());
    }
    return {};
  };
  const auto* list = node.as_array();
  if (list == nullptr) return add_one(node);
  for (const toml::node& one : *list) {
    if (auto read = add_one(one); !read) return read;
  }
  return {};
}

/// `parse` says in words what it does not allow.
template <class Number>
Read read_number(const File& file, const toml::key& key, const toml::node& node,
                 tl::expected<Number, std::string> (*parse)(std::string_view),
                 std::optional<Number>& number) {
  const std::string text = scalar_text(node).value_or("");
  const auto parsed = parse(text);
  if (!parsed) {
    return file.error(key.source(), std::string(key.str()) + " " + text + ": " + parsed.error());
  }
  number = *parsed;
  return {};
}

/// Reads a key that may stand inside and outside [[modem]]. Returns whether it is one.
tl::expected<bool, Failure> read_modem_key(const File& file, const toml::key& key,
                                           const toml::node& node, ModemOptions& modem) {
  const auto done = [](const Read& read) -> tl::expected<bool, Failure> {
    if (!read) return tl::unexpected(read.error());
    return true;
  };
  const std::string_view name = key.str();
  if (name == "profile") {
    const auto read = read_text(file, key, node, modem.profile);
    if (read) modem.profile = file.resolved_profile(*modem.profile);
    return done(read);
  }
  if (name == "pace") return done(read_number(file, key, node, parse_pace, modem.pace));
  if (name == "set") {
    if (const auto* table = node.as_table()) {
      return done(read_settings(file, *table, "", modem.settings));
    }
    return file.error(key.source(), "set: must be a table of settings");
  }
  if (std::find(std::begin(port_names), std::end(port_names), name) == std::end(port_names)) {
    return false;
  }
  return done(read_each(file, key, node, [&](std::optional<std::string_view> text) {
    return parse_port(name, text).map([&](const PortOptions& port) {
      modem.ports.push_back(file.resolved(port));
    });
  }));
}

Read read_modems(const File& file, const toml::key& key, const toml::node& node,
                 std::vector<ModemOptions>& modems) {
  const auto* list = node.as_array();
  if (list == nullptr || !list->is_array_of_tables()) {
    return file.error(key.source(),
                      "modem: must be a list of tables, each beginning with [[modem]]");
  }
  for (const toml::node& one : *list) {
    ModemOptions modem;
    for (const auto& [inner_key, inner] : *one.as_table()) {
      const auto is_read = read_modem_key(file, inner_key, inner, modem);
      if (!is_read) return tl::unexpected(is_read.error());
      if (!*is_read) {
        return file.error(inner_key.source(),
                          "unknown key " + std::string(inner_key.str()) +
                              " in [[modem]]: allowed are profile, set, pace, pty, "
                              "serial, tcp, unix, stdio");
      }
    }
    if (modem.ports.empty()) return file.error(one.source(), "[[modem]]: has no port");
    modems.push_back(std::move(modem));
  }
  return {};
}

Read read_key(const File& file, const toml::key& key, const toml::node& node,
              ServeOptions& options) {
  const auto is_read = read_modem_key(file, key, node, options.modem);
  if (!is_read) return tl::unexpected(is_read.error());
  if (*is_read) return {};

  const std::string_view name = key.str();
  if (name == "modem") return read_modems(file, key, node, options.modems);
  if (name == "state") return read_path(file, key, node, options.state);
  if (name == "exec") return read_text(file, key, node, options.exec);
  if (name == "trace") return read_path(file, key, node, options.trace);
  if (name == "threads") return read_number(file, key, node, parse_threads, options.threads);
  if (name == "user") return read_text(file, key, node, options.user);
  if (name == "map") {
    return read_each(file, key, node, [&](std::optional<std::string_view> text) {
      return options.server_map.add(text.value_or(""));
    });
  }
  if (name == "log-level") {
    return read_each(file, key, node, [&](std::optional<std::string_view> text) {
      return parse_log_level(text.value_or("")).map([&](io::LogLevel level) {
        options.log_level = level;
      });
    });
  }
  if (name == "modem-per-connection") {
    const auto* truth = node.as_boolean();
    if (truth == nullptr) {
      return file.error(key.source(), "modem-per-connection: must be true or false");
    }
    options.has_modem_per_connection = truth->get();
    return {};
  }
  return file.error(key.source(),
                    "unknown key " + std::string(name) +
                        ": allowed are the long options of atmqtt serve, and [[modem]]");
}

}  // namespace

tl::expected<ServeOptions, Failure> read_config_file(const std::string& path) {
  const auto file = read_file(path);
  if (!file) return tl::unexpected(file.error());
  ServeOptions options;
  for (const auto& [key, node] : file->table) {
    if (auto read = read_key(*file, key, node, options); !read) {
      return tl::unexpected(read.error());
    }
  }
  return options;
}

tl::expected<ProfileFile, Failure> read_profile_file(const std::string& path) {
  auto file = read_file(path);
  if (!file) return tl::unexpected(file.error());
  const auto* base = file->table.get_as<std::string>("base");
  if (base == nullptr || base->get().empty()) {
    return tl::unexpected(bad_usage(path + ": must have a base, as in base = \"sim7600\""));
  }
  ProfileFile profile{file->resolved_profile(base->get()), {}};
  file->table.erase("base");
  if (auto read = read_settings(*file, file->table, "", profile.settings); !read) {
    return tl::unexpected(read.error());
  }
  return profile;
}

}  // namespace atmqtt::app
