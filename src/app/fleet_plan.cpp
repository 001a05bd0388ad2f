#include "app/fleet_plan.hpp"

#include "app/process_limits.hpp"
#include "app/profile.hpp"
#include "io/hmac.hpp"
#include "io/log.hpp"
#include "io/read_file.hpp"
#include "sim/dialogue_settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <utility>

namespace atmqtt::app {
namespace {

using Done = tl::expected<void, Failure>;
using Placeholder = fleet::Text::Placeholder;

/// What the process needs beside connections: loops, metrics, files, an attempt at a second
/// address.
constexpr std::size_t other_descriptors = 64;

tl::expected<fleet::Script, Failure> read_script(const std::string& path) {
  auto text = io::read_file(path);
  if (!text) return tl::unexpected(not_opened("--script " + text.error().text));
  auto script = fleet::parse_script(path, *text);
  if (!script) return tl::unexpected(bad_usage(script.error()));
  return std::move(*script);
}

/// The profile of --profile, or the first that the script names.
tl::expected<Settings, Failure> read_settings_of(const FleetOptions& options,
                                                 const sim::Dialogue& head) {
  const std::vector<std::string> named = sim::profiles_of(head);
  const std::string profile = options.profile.value_or(named.front());
  auto settings = load_profile(profile);
  if (!settings) return settings;
  const bool is_limited = !head.holds_for_all_profiles && !head.profiles.empty();
  const bool is_file = profile.ends_with(".toml") || profile.find('/') != std::string::npos;
  if (is_limited && !is_file && std::ranges::find(named, profile) == named.end()) {
    return tl::unexpected(bad_usage(
        fmt::format("--profile {}: {} is for {}", profile, head.name, fmt::join(named, ", "))));
  }
  if (auto applied = sim::apply_settings(head, *settings); !applied) {
    return tl::unexpected(bad_usage(applied.error()));
  }
  if (auto set = override_settings(*settings, options.settings); !set) {
    return tl::unexpected(set.error());
  }
  return settings;
}

Done check_brokers(const fleet::Plan& plan) {
  const bool is_used = plan.script.uses(Placeholder::broker);
  if (is_used && plan.brokers.empty()) {
    return tl::unexpected(
        bad_usage("--broker: needed, because {broker} stands in " + plan.script.head.name));
  }
  if (!is_used && !plan.brokers.empty()) {
    return tl::unexpected(bad_usage("--broker: {broker} does not stand in " +
                                    plan.script.head.name +
                                    "; --map leads the servers that it names elsewhere"));
  }
  return {};
}

Done read_certificates(const FleetOptions& options, fleet::Plan& plan) {
  for (const auto& [name, path] : options.certificates) {
    const std::string option = fmt::format("--certificate {}={}", name, path);
    auto text = fleet::Text::parse(path, fleet::Text::Use::sent);
    if (!text) return tl::unexpected(bad_usage(option + ": " + text.error()));
    if (!text->uses(Placeholder::modem) && !text->uses(Placeholder::imei)) {
      auto content = io::read_file(path);
      if (!content) return tl::unexpected(not_opened("--certificate " + content.error().text));
      plan.shared_certificates.push_back({name, std::move(*content)});
      continue;
    }
    fleet::CertificateFile file{name, std::move(*text)};
    for (std::uint32_t i = 0; i < plan.modem_count; ++i) {
      const std::string own = file.path_of(plan.config.settings, plan.first_modem + i);
      if (::access(own.c_str(), R_OK) == 0) continue;
      return tl::unexpected(not_opened("--certificate " + io::system_error(own).text));
    }
    plan.own_certificates.push_back(std::move(file));
  }
  return {};
}

Done check_descriptors(const fleet::Plan& plan) {
  const std::size_t clients = plan.script.client_count();
  const std::size_t needed = plan.modem_count * clients + other_descriptors;
  const std::size_t allowed = descriptor_count_max();
  if (needed <= allowed) return {};
  const std::size_t fitting =
      allowed > other_descriptors ? (allowed - other_descriptors) / clients : 0;
  return tl::unexpected(bad_usage(fmt::format(
      "--modems {}: {} connections each and {} more are {} descriptors, and the system allows {} "
      "(ulimit -Hn), which is enough for {} modems",
      plan.modem_count, clients, other_descriptors, needed, allowed, fitting)));
}

/// How many ports the system gives to connections, or nothing when it does not say.
std::optional<std::size_t> port_count() {
  const auto text = io::read_file("/proc/sys/net/ipv4/ip_local_port_range");
  unsigned first = 0;
  unsigned last = 0;
  if (!text || std::sscanf(text->c_str(), "%u %u", &first, &last) != 2 || last < first) return {};
  return last - first + 1;
}

/// A name may have several addresses, so this cannot be known beforehand.
void warn_of_ports(const FleetOptions& options, const fleet::Plan& plan) {
  const auto ports = port_count();
  const std::size_t connections = plan.modem_count * plan.script.client_count();
  const std::size_t pairs = std::max<std::size_t>(options.brokers.size(), 1) *
                            std::max<std::size_t>(options.sources.size(), 1);
  if (!ports || connections <= *ports * pairs) return;
  io::log_warning(fmt::format(
      "{} connections, and the system gives {} ports for each pair of a local address and a server "
      "(net.ipv4.ip_local_port_range); with {} such pairs CONNECTs will fail. More --source or "
      "--broker make more pairs",
      connections, *ports, pairs));
}

}  // namespace

tl::expected<fleet::Plan, Failure> make_plan(const FleetOptions& options) {
  auto script = read_script(options.script);
  if (!script) return tl::unexpected(script.error());
  auto settings = read_settings_of(options, script->head);
  if (!settings) return tl::unexpected(settings.error());
  fleet::Plan plan{.script = std::move(*script),
                   .config = {std::move(*settings), &io::hmac},
                   .brokers = options.brokers,
                   .server_map = options.server_map,
                   .shared_certificates = {},
                   .own_certificates = {},
                   .first_modem = options.first_modem,
                   .modem_count = options.modem_count,
                   .connects_per_second = options.connects_per_second,
                   .pause = options.pause,
                   .seed = options.seed.value_or(std::random_device()())};
  if (auto checked = check_brokers(plan); !checked) return tl::unexpected(checked.error());
  if (auto read = read_certificates(options, plan); !read) return tl::unexpected(read.error());
  if (auto checked = check_descriptors(plan); !checked) return tl::unexpected(checked.error());
  warn_of_ports(options, plan);
  return plan;
}

}  // namespace atmqtt::app
