#include "app/serve_broker_options.hpp"

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
    "It is not made for production: it is one process, keeps everything in memory and forgets it "
    "at\n"
    "its end, knows no access lists, and loses messages for a client that stays away when 16 MiB\n"
    "wait for it.";

constexpr const char* broker_footer =
    "Only this machine can connect unless --port names another address.\n\n"
    "Examples:\n"
    "  atmqtt broker\n"
    "      a broker at 127.0.0.1:1883 for everybody on this machine\n"
    "  atmqtt broker --port 0\n"
    "      at any free port; the line \"atmqtt: ready: tcp 127.0.0.1:PORT\" on standard error "
    "names "
    "it\n"
    "  atmqtt broker --port 8883 --tls server.pem server.key --user ann:secret\n"
    "      with TLS, for one user\n"
    "  atmqtt --pty --map '*=127.0.0.1:1883'\n"
    "      a modem whose every server is this broker";

constexpr std::string_view hint = "; atmqtt broker --help lists what is allowed";

constexpr std::uint16_t default_port = 1883;

class ServeBrokerParser {
 public:
  ServeBrokerParser() : app_(broker_text, "atmqtt broker") {
    const auto add = [](CLI::Option* option, const char* value_text) {
      option->group("Options")->option_text(value_text);
    };
    add(app_.add_option("--port", port_, "Listens there (127.0.0.1:1883); port 0 is any"),
        "[HOST:]PORT");
    add(app_.add_option("--tls", tls_, "Speaks TLS 1.2 and 1.3 with this certificate, PEM")
            ->expected(2),
        "CERT KEY");
    add(app_.add_option("--ca", ca_,
                        "With --tls: clients must show a certificate that this one has signed"),
        "FILE");
    add(add_repeatable(app_, "--user", users_,
                       "Only such clients may connect. Other users of this machine can see it"),
        "NAME:PASSWORD");
    app_.add_flag("--long-client-ids", has_long_client_ids_,
                  "Takes client ids above 23 octets with MQTT 3.1, too, as many brokers do")
        ->group("Options")
        ->disable_flag_override();
    add(app_.add_option("--log-level", log_level_,
                        "debug shows each packet, info who comes and goes; warning (default), "
                        "error or off"),
        "LEVEL");
    move_help_to(app_, "Options");
    app_.footer(broker_footer);
  }

  tl::expected<std::variant<ServeBrokerOptions, PrintedText>, Failure> parse(Arguments arguments) {
    auto printed = run_parser(app_, arguments, hint);
    if (!printed) return tl::unexpected(printed.error());
    if (*printed) return PrintedText{std::move(**printed)};
    ServeBrokerOptions options;
    for (const auto step : {&ServeBrokerParser::read_port, &ServeBrokerParser::read_tls,
                            &ServeBrokerParser::read_users, &ServeBrokerParser::read_log_level}) {
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
    if (port_.empty()) return {};
    const auto port = parse_port("tcp", port_);
    if (!port) return refusal("--port " + port_ + ": " + port.error());
    options.tcp = std::get<TcpOptions>(*port);
    return {};
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

  Read read_log_level(ServeBrokerOptions& options) {
    if (log_level_.empty()) return {};
    const auto level = parse_log_level(log_level_);
    if (!level) return refusal("--log-level " + log_level_ + ": " + level.error());
    options.log_level = *level;
    return {};
  }

  CLI::App app_;
  std::vector<std::string> tls_, users_;
  std::string port_, ca_, log_level_;
  bool has_long_client_ids_ = false;
};

}  // namespace

tl::expected<std::variant<ServeBrokerOptions, PrintedText>, Failure> parse_serve_broker_options(
    Arguments arguments) {
  return ServeBrokerParser().parse(arguments);
}

}  // namespace atmqtt::app
