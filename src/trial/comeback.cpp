#include "trial/comeback.hpp"

#include "base/escape.hpp"
#include "trial/host.hpp"

#include <fmt/format.h>

#include <chrono>
#include <optional>
#include <vector>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;

/// Every answer and every result on a good network comes within this time.
constexpr Duration answer_time = 10s;

class Comeback {
 public:
  Comeback(sim::NetworkedWorld& world, const std::function<void(Time end)>& run)
      : world_(world), run_(run) {}

  void take(const Item& item) {
    if (std::holds_alternative<Prompt>(item)) is_prompted_ = true;
    if (const auto* code = std::get_if<FinalCode>(&item)) code_ = code->text;
    if (const auto* line = std::get_if<TextLine>(&item)) lines_.push_back(line->text);
    if (const auto* group = std::get_if<Group>(&item)) lines_.push_back(group->payload);
  }

  /// Whether there was a final result code, whatever it is.
  bool try_out(const Exchange& exchange) {
    is_prompted_ = false;
    code_.reset();
    lines_.clear();
    world_.type(exchange.line + "\r");
    if (is_prompted_) world_.type(exchange.data);
    run_(world_.now() + answer_time);
    if (!code_) problem_ = fmt::format("\"{}\" is not answered", exchange.line);
    return code_.has_value();
  }

  /// Whether it was answered by OK and its result, if it has one, is this.
  bool succeed(const Exchange& exchange, std::string_view result = {}) {
    if (!try_out(exchange)) return false;
    const bool is_good = code_ == "OK" && (result.empty() || has(result));
    if (!is_good) {
      problem_ = fmt::format("\"{}\" is answered by {}", exchange.line, *code_);
      for (const std::string& line : lines_) problem_ += fmt::format(", {}", escape(line));
    }
    return is_good;
  }

  [[nodiscard]] bool has(std::string_view text) const {
    for (const std::string& line : lines_) {
      if (line == text) return true;
    }
    return false;
  }

  void type(std::string_view octets) { world_.type(octets); }
  void wait(Duration time) { run_(world_.now() + time); }
  void publish(std::string_view payload) {
    world_.publish("down/back", payload, mqtt::Qos::exactly_once);
    wait(answer_time);
    if (!has(payload)) problem_ = "a message does not reach the host";
  }
  [[nodiscard]] bool is_good() const { return problem_.empty(); }
  [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
  sim::NetworkedWorld& world_;
  const std::function<void(Time end)>& run_;
  bool is_prompted_ = false;
  std::optional<std::string> code_;
  std::vector<std::string> lines_;
  std::string problem_;
};

/// Behind it the module is as at power-on but for what was saved and what the SIM keeps. The module
/// keeps its contexts, so the one of the data connection is defined before.
bool reset(Comeback& host) {
  host.type("ATE0V1Q0\r");
  host.wait(answer_time);
  if (!host.try_out({"AT"}) || !host.succeed({"AT+CGDCONT=1,\"IP\""}) ||
      !host.succeed({"AT+CRESET"})) {
    return false;
  }
  host.wait(60s);
  host.type("ATE0V1Q0\r");
  host.wait(answer_time);
  return true;
}

}  // namespace

std::string come_back(const Plan& plan, sim::NetworkedWorld& world, Witness& witness,
                      const std::function<void(Time end)>& run) {
  Comeback host(world, run);
  witness.set_listener([&host](const Item& item) { host.take(item); });
  world.close_port();
  witness.on_port(false);
  world.open_port();
  witness.on_port(true);
  run(world.now() + answer_time);
  if (plan.host == HostKind::hostile && !reset(host)) return host.problem();

  Plan clean = plan;
  clean.is_clean_session = true;
  const bool is_back =
      host.succeed({"ATE0"}) && host.try_out(disconnect(0)) && host.try_out(disconnect(1)) &&
      host.try_out(release(0)) && host.try_out(release(1)) && host.try_out(stop_service()) &&
      host.succeed(start_service(), "+CMQTTSTART: 0") && host.succeed(acquire(clean, 0)) &&
      host.succeed(acquire(clean, 1)) && host.succeed(connect(clean, 1), "+CMQTTCONNECT: 1,0") &&
      host.succeed(connect(clean, 0), "+CMQTTCONNECT: 0,0") &&
      host.succeed(subscribe(0, 2, "down/back"), "+CMQTTSUB: 0,0");
  if (!is_back) return host.problem();
  host.publish("message-behind-the-trial");
  const bool is_complete =
      host.is_good() && host.succeed(enter("TOPIC", 1, "up/back")) &&
      host.succeed(enter("PAYLOAD", 1, "back")) && host.succeed(publish(1, 2), "+CMQTTPUB: 1,0") &&
      host.succeed(disconnect(0), "+CMQTTDISC: 0,0") &&
      host.succeed(disconnect(1), "+CMQTTDISC: 1,0") && host.succeed(release(0)) &&
      host.succeed(release(1)) && host.succeed(stop_service(), "+CMQTTSTOP: 0");
  return is_complete ? std::string() : host.problem();
}

}  // namespace atmqtt::trial
