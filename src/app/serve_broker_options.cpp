#include "app/serve_broker_options.hpp"

#include "app/broker_rule.hpp"
#include "sim/words.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace atmqtt::app {
namespace {

constexpr const char* broker_text =
    "An MQTT broker for 3.1 and 3.1.1, for trying a modem out and for tests where no other broker "
    "is\n"
    "at hand: all of QoS, retained messages, wills, sessions and wildcards. It serves until "
    "SIGINT\n"
    "or SIGTERM.\n"
    "It is not made for production: it is one process, keeps everything in memory and, without\n"
    "--store, forgets it at its end, knows no access lists, and loses messages for a client that\n"
    "stays away when 16 MiB wait for it.";

constexpr const char* broker_footer =
    "\nOnly this machine can connect unless --port names another address.\n\n"
    "Examples:\n"
    "  atmqtt broker\n"
    "      a broker at 127.0.0.1:1883 for everybody on this machine\n"
    "  atmqtt broker --port 0\n"
    "      at any free port; the line \"atmqtt: ready: tcp 127.0.0.1:PORT\" on standard error "
    "names "
    "it\n"
    "  atmqtt broker --port 8883 --tls server.pem server.key --user ann:secret\n"
    "      with TLS, for one user\n"
    "  atmqtt broker --store broker.store\n"
    "      sessions and retained messages outlive it, also when it is killed\n"
    "  atmqtt broker --rule 'client=m* count=2 refuse=3' --rule 'sending=PUBACK skip=9 withhold'\n"
    "      refuses two times, and acknowledges no message behind the ninth\n"
    "  atmqtt --pty --map '*=127.0.0.1:1883'\n"
    "      a modem whose every server is this broker";

constexpr std::string_view hint = "; atmqtt broker --help lists what is allowed";

constexpr std::uint16_t default_port = 1883;

class ServeBrokerParser {
 public:
  ServeBrokerParser() : app_(broker_text, "atmqtt broker") {
    OptionGroup group(app_, "Options");
    group.add("--port", port_, "[HOST:]PORT", "Listens there (127.0.0.1:1883); port 0 is any");
    group
        .take(app_.add_option("--tls", tls_, "Speaks TLS 1.2 and 1.3 with this certificate, PEM"),
              "CERT KEY")
        ->expected(2);
    group.add("--ca", ca_, "FILE",
              "With --tls: clients must show a certificate that this one has signed");
    group.add("--user", users_, "NAME:PASSWORD",
              "Only such clients may connect. Other users of this machine can see it");
    group.add("--long-client-ids", has_long_client_ids_,
              "Takes client ids above 23 octets with MQTT 3.1, too, as many brokers do");
    group.add(
        "--store", store_, "FILE",
        "Keeps sessions and retained messages in this file, so that they outlive the process, "
        "also when it is killed");
    group.add("--memory", memory_, "MIB",
              "Keeps at most so many MiB of sessions and messages (256)");
    group.add("--rule", rules_, "RULE", "Misbehaves so; see below");
    group.add("--log-level", log_level_, "LEVEL",
              "debug shows each packet, info who comes and goes; warning (default), "
              "error or off");
    group.add_help();
    app_.footer(broker_rule_help() + broker_footer);
  }

  tl::expected<std::variant<ServeBrokerOptions, PrintedText>, Failure> parse(Arguments arguments) {
    auto printed = run_parser(app_, arguments, hint);
    if (!printed) return tl::unexpected(printed.error());
    if (*printed) return PrintedText{std::move(**printed)};
    ServeBrokerOptions options;
    for (const auto step : {&ServeBrokerParser::read_port, &ServeBrokerParser::read_tls,
                            &ServeBrokerParser::read_users, &ServeBrokerParser::read_store,
                            &ServeBrokerParser::read_memory, &ServeBrokerParser::read_rules,
                            &ServeBrokerParser::read_log_level}) {
      if (auto read = (this->*step)(options); !read) return tl::unexpected(read.error());
    }
    if (has_long_client_ids_) {
      options.broker.client_id_size_max_v3_1 = limits::broker_client_id_size_max;
    }
    return options;
  }

 private:
  using Read = tl::expected<void, Failure>;

  Read read_port(ServeBrokerOptions& options) {
    options.tcp.port = default_port;
    const auto parse_tcp = [](std::string_view text) {
      return parse_port("tcp", text).map([](const PortOptions& port) {
        return std::get<TcpOptions>(port);
      });
    };
    return read_option("--port", port_, parse_tcp, options.tcp);
  }

  Read read_tls(ServeBrokerOptions& options) {
    if (tls_.empty()) {
      if (!ca_.empty()) return refusal("--ca: only with --tls");
      return {};
    }
    options.tls = io::TlsServerFiles{tls_[0], tls_[1], {}};
    if (!ca_.empty()) options.tls->ca = ca_;
    return {};
  }

  Read read_users(ServeBrokerOptions& options) {
    for (const std::string& user : users_) {
      const std::size_t colon = user.find(':');
      // The value is not shown: it may be a password.
      if (colon == std::string::npos || colon == 0) {
        return refusal("--user: must be NAME:PASSWORD, where PASSWORD may be empty");
      }
      options.broker.users.push_back({user.substr(0, colon), user.substr(colon + 1)});
    }
    return {};
  }

  Read read_store(ServeBrokerOptions& options) {
    options.store = store_;
    return {};
  }

  Read read_memory(ServeBrokerOptions& options) {
    if (memory_.empty()) return {};
    constexpr std::size_t mebibyte = 1024 * 1024;
    constexpr auto memory_max = static_cast<int>(limits::broker_store_size_limit / mebibyte);
    const auto memory = sim::parse_number(memory_, 1, memory_max);
    if (!memory) return refusal("--memory: " + memory.error());
    options.broker.store_size_max = static_cast<std::size_t>(*memory) * mebibyte;
    return {};
  }

  Read read_rules(ServeBrokerOptions& options) {
    for (const std::string& text : rules_) {
      auto rule = parse_broker_rule(text);
      if (!rule) return refusal(fmt::format("--rule '{}': {}", text, rule.error()));
      options.rules.push_back(std::move(*rule));
    }
    return {};
  }

  Read read_log_level(ServeBrokerOptions& options) {
    return read_option("--log-level", log_level_, parse_log_level, options.log_level);
  }

  CLI::App app_;
  std::vector<std::string> tls_, users_, rules_;
  std::string port_, ca_, store_, memory_, log_level_;
  bool has_long_client_ids_ = false;
};

}  // namespace

tl::expected<std::variant<ServeBrokerOptions, PrintedText>, Failure> parse_serve_broker_options(
    Arguments arguments) {
  return ServeBrokerParser().parse(arguments);
}

}  // namespace atmqtt::app
