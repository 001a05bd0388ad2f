#include "app/fleet_options.hpp"

#include "device/identity.hpp"
#include "io/source_addresses.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::app {
namespace {

constexpr const char* fleet_text =
    "Plays a device script on many modems at once, each with an identity of its own, and tells "
    "how\n"
    "they and the broker do. It ends when all scripts have ended, after --duration, or with "
    "SIGINT.";

constexpr const char* fleet_footer =
    "A script is a dialogue (doc/dialogues.md) with placeholders and repetitions:\n\n"
    "  > AT+CMQTTSTART\n"
    "  < OK\n"
    "  < +CMQTTSTART: 0\n"
    "  > AT+CMQTTACCQ=0,\"device-{modem}\",0\n"
    "  < OK\n"
    "  > AT+CMQTTCONNECT=0,\"tcp://{broker}\",60,1\n"
    "  < OK\n"
    "  < +CMQTTCONNECT: 0,0\n"
    "  ! repeat forever\n"
    "  ! wait 50s..70s\n"
    "  ! end\n\n"
    "doc/fleet.md has the whole form; examples/fleet has ready scripts. The summary goes to "
    "standard\n"
    "output, progress to standard error. The exit status is 0 when every --expect is met, 1 when "
    "one\n"
    "is not, 2 for a wrong option or a script that cannot be read, 3 when a file or port cannot "
    "be\n"
    "opened.\n\n"
    "Examples:\n"
    "  atmqtt fleet --modems 100 --script examples/fleet/telemetry.at --broker 127.0.0.1:1883\n"
    "      a hundred devices until Ctrl-C\n"
    "  atmqtt fleet --modems 1000 --script examples/fleet/chatty.at --broker 127.0.0.1:1883 \\\n"
    "      --rate 200 --duration 60s --expect errors==0 --expect 'p99<50ms'\n"
    "      200 connects per second, a minute, and a verdict";

constexpr std::string_view hint = "; atmqtt fleet --help lists what is allowed";

constexpr double rate_min = 0.001;
constexpr double rate_max = 1e6;

using Parsed = tl::expected<std::variant<FleetOptions, PrintedText>, Failure>;
using Read = tl::expected<void, Failure>;

template <class Number>
auto number_parser(Number low, Number high) {
  return [low, high](std::string_view text) { return parse_number(text, low, high); };
}

tl::expected<Duration, std::string> parse_time(std::string_view text) {
  const auto duration = sim::parse_duration(text);
  if (duration && *duration > Duration::zero()) return *duration;
  return tl::unexpected(std::string("must be a duration such as 500ms, 30s, 10min or 2h"));
}

class FleetParser {
 public:
  FleetParser() : app_(fleet_text, "atmqtt fleet") {
    add_fleet();
    add_connections();
    add_results();
    app_.footer(fleet_footer);
  }

  Parsed parse(Arguments arguments) {
    auto printed = run_parser(app_, arguments, hint);
    if (!printed) return tl::unexpected(printed.error());
    if (*printed) return PrintedText{std::move(**printed)};
    FleetOptions options;
    for (const auto step :
         {&FleetParser::read_fleet, &FleetParser::read_modems, &FleetParser::read_connections,
          &FleetParser::read_certificates, &FleetParser::read_results}) {
      if (auto read = (this->*step)(options); !read) return tl::unexpected(read.error());
    }
    return options;
  }

 private:
  void add_fleet() {
    OptionGroup group(app_, "The fleet");
    group.add("--script", script_, "FILE.at", "What each of them does");
    group.add("--modems", modems_, "N", "How many (1)");
    group.add("--first-modem", first_modem_, "N",
              "The number of the first one (1), so that several processes share a fleet");
    group.add("--profile", profile_, "NAME|FILE.toml",
              "Which module they are (the first that the script names, or sim8200)");
    group.add("--set", settings_, "KEY=VALUE",
              "Overrides one setting, see atmqtt profiles --show NAME");
    group.add("--certificate", certificates_, "NAME=FILE",
              "A certificate or key in every modem's store; a path with {modem} or {imei} "
              "is one for each");
    group.add("--pause", pause_, "TIME",
              "Between a failure and the next try, half to one and a half of it (5s)");
    group.add("--threads", threads_, "N",
              "Event loops (1 up to 100 modems, else one for each core)");
    group.add("--seed", seed_, "N", "Makes {random}, waits and pauses the same each time");
  }

  void add_connections() {
    OptionGroup group(app_, "Connections");
    group.add("--broker", brokers_, "HOST:PORT[|HOST:PORT...]",
              "What {broker} stands for; several are taken in turn");
    group.add("--map", map_, "HOST[:PORT]=HOST:PORT",
              "Where a server named by the script is; * is all");
    group.add("--source", sources_, "ADDRESS",
              "A local address that connections come from; several are taken in turn");
    group.add("--rate", rate_, "N", "CONNECTs per second at most (no limit)");
  }

  void add_results() {
    OptionGroup group(app_, "The run and its results");
    group.add("--duration", duration_, "TIME", "Ends it after this time");
    group.add("--expect", expectations_, "NAME==VALUE",
              "What must be so at the end, as errors==0 or p99<50ms");
    group.add("--metrics", metrics_, "HOST:PORT",
              "Serves the figures to Prometheus there, at /metrics");
    group.add("--json", json_, "FILE", "Writes the summary for programs, too");
    group.add_help();
  }

  Read read_fleet(FleetOptions& options) {
    if (script_.empty())
      return refusal("--script: needed, it says what the modems do" + std::string(hint));
    options.script = script_;
    constexpr auto number_max = device::identity_number_max;
    if (auto read =
            read_option("--modems", modems_, number_parser(1U, number_max), options.modem_count);
        !read) {
      return read;
    }
    const auto last_first_modem = number_max - options.modem_count + 1;
    if (auto read = read_option("--first-modem", first_modem_, number_parser(1U, last_first_modem),
                                options.first_modem);
        !read) {
      return read;
    }
    if (auto read = read_option("--pause", pause_, parse_time, options.pause); !read) return read;
    if (auto read = read_option("--threads", threads_, parse_threads, options.threads); !read) {
      return read;
    }
    return read_option("--seed", seed_, number_parser(std::uint64_t{0}, ~std::uint64_t{0}),
                       options.seed);
  }

  Read read_modems(FleetOptions& options) {
    if (!profile_.empty()) options.profile = profile_;
    auto settings = read_settings(settings_);
    if (!settings) return tl::unexpected(settings.error());
    options.settings = std::move(*settings);
    return {};
  }

  Read read_connections(FleetOptions& options) {
    for (const std::string& list : brokers_) {
      if (auto read = read_brokers(list, options.brokers); !read) return read;
    }
    auto server_map = read_server_map(map_);
    if (!server_map) return tl::unexpected(server_map.error());
    options.server_map = std::move(*server_map);
    for (const std::string& source : sources_) {
      io::SourceAddresses probe;
      if (auto added = probe.add(source); !added) {
        return refusal(fmt::format("--source {}: {}", source, added.error()));
      }
    }
    options.sources = sources_;
    return read_option("--rate", rate_, number_parser(rate_min, rate_max),
                       options.connects_per_second);
  }

  static Read read_brokers(std::string_view list, std::vector<std::string>& brokers) {
    while (true) {
      const std::size_t end = list.find('|');
      const std::string_view broker = list.substr(0, end);
      const auto place = io::parse_host_port(broker);
      if (!place || place->host.empty() || !place->port || *place->port == 0) {
        return refusal(
            fmt::format("--broker {}: must be HOST:PORT with PORT 1 to 65535, as in "
                        "127.0.0.1:1883",
                        shown(broker)));
      }
      brokers.emplace_back(broker);
      if (end == std::string_view::npos) return {};
      list.remove_prefix(end + 1);
    }
  }

  Read read_certificates(FleetOptions& options) {
    for (const std::string& text : certificates_) {
      const std::size_t equals = text.find('=');
      if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
        return refusal(fmt::format(
            "--certificate {}: must be NAME=FILE, as in ca.pem=certificates/ca.pem", text));
      }
      options.certificates.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return {};
  }

  Read read_results(FleetOptions& options) {
    if (auto read = read_option("--duration", duration_, parse_time, options.duration); !read) {
      return read;
    }
    for (const std::string& text : expectations_) {
      auto expectation = fleet::Expectation::parse(text);
      if (!expectation) return refusal(fmt::format("--expect {}: {}", text, expectation.error()));
      options.expectations.push_back(std::move(*expectation));
    }
    if (!metrics_.empty()) {
      options.metrics = io::parse_host_port(metrics_);
      if (!options.metrics || options.metrics->host.empty() || !options.metrics->port) {
        return refusal(
            fmt::format("--metrics {}: must be HOST:PORT, as in 127.0.0.1:9464", metrics_));
      }
    }
    if (!json_.empty()) options.json = json_;
    return {};
  }

  CLI::App app_;
  std::vector<std::string> settings_, map_, brokers_, sources_, certificates_, expectations_;
  std::string script_, modems_, first_modem_, profile_, rate_, duration_, pause_, seed_, threads_,
      metrics_, json_;
};

}  // namespace

Parsed parse_fleet_options(Arguments arguments) { return FleetParser().parse(arguments); }

}  // namespace atmqtt::app
