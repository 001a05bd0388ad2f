#include "scenario/injection.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace atmqtt::scenario {
namespace {

using F = Failure;

constexpr std::array link_failures = {
    F::close,          F::half_packet, F::forgetful,     F::reset,   F::garbage_type,
    F::garbage_length, F::garbage_qos, F::client_packet, F::silence, F::stuck};
constexpr std::array host_failures = {F::network_lost, F::host_returns};
constexpr std::array pending_failures = {F::host_stays_away, F::host_disconnects};
constexpr std::array opening_failures = {F::silence,         F::name_not_resolved, F::no_socket,
                                         F::not_connected,   F::network_lost,      F::host_returns,
                                         F::host_stays_away, F::host_disconnects};
constexpr std::array refusals = {F::refused_version,       F::refused_identifier,
                                 F::refused_unavailable,   F::refused_credentials,
                                 F::refused_authorization, F::refused_unknown};

class Collector {
 public:
  explicit Collector(const Scenario& scenario) : scenario_(scenario) {}

  std::vector<Injection> collect() {
    for (step_ = 0; step_ < scenario_.steps.size(); ++step_) {
      const Step& step = scenario_.steps[step_];
      before();
      if (has_data(step)) entering(step);
      if (step.kind == Kind::connect) connecting(step);
      if (is_sending(step)) unsent(step);
      for (const mqtt::PacketType answer : answers_to(step)) {
        if (step.never_answered && *step.never_answered != answer) continue;
        unanswered(step, answer);
      }
      if (step.kind == Kind::connect) is_connected_.at(index(step)) = true;
      if (step.kind == Kind::disconnect) is_connected_.at(index(step)) = false;
    }
    return std::move(all_);
  }

 private:
  static std::size_t index(const Step& step) { return static_cast<std::size_t>(step.client); }

  /// The steps whose packet can stay in the modem because the socket takes nothing.
  static bool is_sending(const Step& step) {
    return has_network_result(step) ||
           (step.kind == Kind::receive && step.incoming.qos > 0 && !step.while_pending);
  }

  template <class Failures>
  void add(Moment moment, const Failures& failures, int client,
           std::optional<mqtt::PacketType> answer = {}) {
    for (const Failure failure : failures) {
      all_.push_back({step_, moment, answer, client, failure});
    }
  }

  void add_for_connected(Moment moment) {
    for (int client = 0; client < 2; ++client) {
      if (is_connected_.at(static_cast<std::size_t>(client))) add(moment, link_failures, client);
    }
  }

  void before() {
    add_for_connected(Moment::before);
    const Step& step = scenario_.steps[step_];
    add(Moment::before, host_failures, step.client);
    if (step.kind == Kind::receive) {
      add(Moment::before, std::array{F::host_stays_away}, step.client);
    }
  }

  void entering(const Step& step) {
    add_for_connected(Moment::entering);
    add(Moment::entering, host_failures, step.client);
  }

  void connecting(const Step& step) {
    add(Moment::opening, opening_failures, step.client);
    add(Moment::before, refusals, step.client);
  }

  void unsent(const Step& step) {
    add(Moment::unsent, link_failures, step.client);
    add(Moment::unsent, host_failures, step.client);
    if (!has_network_result(step)) return;
    add(Moment::unsent, std::array{F::host_stays_away}, step.client);
    if (step.kind == Kind::disconnect) return;
    add(Moment::unsent, std::array{F::host_disconnects}, step.client);
    if (step.kind != Kind::connect) add(Moment::unsent, std::array{F::late}, step.client);
  }

  void unanswered(const Step& step, mqtt::PacketType answer) {
    add(Moment::unanswered, link_failures, step.client, answer);
    add(Moment::unanswered, host_failures, step.client, answer);
    if (!has_network_result(step)) return;
    add(Moment::unanswered, pending_failures, step.client, answer);
    if (step.kind != Kind::connect) {
      add(Moment::unanswered, std::array{F::late}, step.client, answer);
    }
    const int other = 1 - step.client;
    if (!is_connected_.at(static_cast<std::size_t>(other))) return;
    add(Moment::unanswered, std::array{F::close, F::reset, F::garbage_type}, other, answer);
  }

  const Scenario& scenario_;
  std::size_t step_ = 0;
  std::array<bool, 2> is_connected_{};
  std::vector<Injection> all_;
};

constexpr std::string_view moment_names[] = {"before", "while entering", "while opening",
                                             "before anything is sent for", "unanswered"};

}  // namespace

std::vector<Injection> injections_into(const Scenario& scenario) {
  return Collector(scenario).collect();
}

std::string describe(const Injection& injection, const Scenario& scenario) {
  const std::string answer =
      injection.answer ? fmt::format(" (answer {})", static_cast<int>(*injection.answer)) : "";
  return fmt::format("{}, step {}: {} of client {} {} {}{}", scenario.name, injection.step,
                     traits_of(injection.failure).name, injection.client,
                     moment_names[static_cast<std::size_t>(injection.moment)],
                     describe(scenario.steps[injection.step]), answer);
}

}  // namespace atmqtt::scenario
