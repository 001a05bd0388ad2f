#include "trial/trial.hpp"

#include "base/check.hpp"
#include "modem/profiles.hpp"
#include "trial/comeback.hpp"
#include "trial/host.hpp"
#include "trial/witness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;

/// The longest limits of the modem one behind the other: a link that is half open is found by keep
/// alive, a CONNECT that nobody answers ends by optimeout, an entry by prompt.timeout.
constexpr Duration rest_time = 400s;

ModemConfig config_of(const Plan& plan) {
  ModemConfig config;
  const Profile* profile = find_profile(plan.profile);
  CHECK(profile != nullptr);
  profile->apply(config.settings);
  return config;
}

class Trial {
 public:
  Trial(const Plan& plan, const Look& look)
      : plan_(plan),
        config_(config_of(plan)),
        witness_(plan, look),
        world_(config_, plan.traits, witness_, witness_, witness_),
        begin_(world_.now()),
        host_(plan, world_, begin_ + config_.settings.boot_delay + 1s) {
    witness_.set_time(world_.now());
    for (const Event& event : plan.events) {
      if (!is_of_host(event)) happenings_.push_back(event);
    }
    std::ranges::stable_sort(happenings_, {}, &Event::time);
  }

  Verdict play() {
    run(begin_ + config_.settings.boot_delay);
    world_.type("ATE0\r");  // before the host begins: its text may swallow what stands behind
    witness_.set_listener([this](const Item& item) { host_.on_item(item); });
    run_until_done();
    come_to_rest();
    Verdict verdict;
    witness_.on_calm();
    witness_.report(verdict);
    if (verdict.is_good()) {
      witness_.end_invariants();
      verdict.text = come_back(plan_, world_, witness_, [this](Time end) { run(end); });
      if (!verdict.text.empty()) verdict.invariant = comeback_name;
      witness_.report(verdict);
    }
    verdict.time = world_.now() - begin_;
    return verdict;
  }

 private:
  /// Lets everything happen that is due by `end`.
  void run(Time end) {
    while (true) {
      const Time next = std::min({world_.next_time(), host_.next_time(), next_happening()});
      if (next > end) break;
      step(next);
    }
    witness_.set_time(end);
    world_.step(std::max(end, world_.now()));
  }

  void run_until_done() {
    while (!host_.is_done() || next_happening() != never) {
      const Time next = std::min({world_.next_time(), host_.next_time(), next_happening()});
      CHECK(next != never);
      step(next);
    }
  }

  void step(Time time) {
    const Time now = std::max(time, world_.now());
    witness_.set_time(now);
    world_.step(now);
    if (next_happening() <= now) {
      const Event event = happenings_[next_happening_++];
      witness_.log("event", describe(event));
      std::visit([this](const auto& what) { happen(what); }, event.what);
    }
    if (host_.next_time() <= now) {
      const bool was_open = world_.is_port_open();
      host_.act();
      if (world_.is_port_open() != was_open) witness_.on_port(!was_open);
    }
    witness_.on_step(world_.modem());
  }

  [[nodiscard]] Time next_happening() const {
    if (next_happening_ == happenings_.size()) return never;
    return begin_ + happenings_[next_happening_].time;
  }

  void happen(const FailNextOpen& what) {
    world_.network().fail_next_open(what.client, what.fault);
  }
  void happen(const BreakLink& what) {
    world_.network().break_link(what.client, what.end, world_.now());
  }
  void happen(const HalveLink& what) { world_.network().halve_link(what.client); }
  void happen(const StallLink& what) {
    world_.network().stall_link(what.client, world_.now() + what.duration);
  }
  void happen(const CutLink& what) {
    world_.network().cut_link(what.client, what.is_upward, what.octets, what.end);
  }
  void happen(const DataConnection& what) { world_.set_data_connection(what.stands); }
  void happen(const Misbehave& what) {
    rules_.insert(what.rule.name);
    world_.broker().add_rule(what.rule);
  }
  void happen(const Release& what) {
    if (const auto connection = world_.network().broker_connection(what.client)) {
      world_.broker().release(*connection);
    }
  }
  void happen(const Message& what) {
    world_.publish(what.topic, what.payload, static_cast<mqtt::Qos>(what.qos));
  }
  template <typename OfHost>
  void happen(const OfHost&) {}

  /// All faults end, and the network is fast, so that what waits has arrived soon. A session is
  /// carried on by a new connection, which the old one makes way for.
  void come_to_rest() {
    for (const std::string& rule : rules_) world_.broker().remove_rule(rule);
    world_.network().clear_faults();
    world_.speed_up();
    world_.set_data_connection(true);
    if (!world_.is_port_open()) {
      world_.open_port();
      witness_.on_port(true);
    }
    world_.set_reading(true);
    run(world_.now() + rest_time);
    if (plan_.host != HostKind::valid) return;
    for (int client = 0; client < link_count; ++client) {
      world_.network().break_link(client, LinkEnd::reset, world_.now());
    }
    run(world_.now() + 1s);
    for (int client = 0; client < link_count; ++client) {
      host_.add({1s, Task{Task::Kind::connect, client}});
    }
    run_until_done();
    run(world_.now() + rest_time);
  }

  const Plan& plan_;
  ModemConfig config_;
  Witness witness_;
  sim::NetworkedWorld world_;
  Time begin_;
  Host host_;
  std::vector<Event> happenings_;
  std::size_t next_happening_ = 0;
  std::set<std::string> rules_;
};

}  // namespace

Verdict play(const Plan& plan, const Look& look) { return Trial(plan, look).play(); }

Verdict judge(const Plan& plan) {
  Verdict verdict = play(plan);
  if (!verdict.is_good()) return verdict;
  Plan cut = plan;
  cut.traits.piece_size = 1 + plan.seed % 7;
  const Verdict other = play(cut);
  if (other.output != verdict.output) {
    verdict.invariant = same_for_any_cutting;
    verdict.text =
        fmt::format("whole and in pieces of {} the output differs", cut.traits.piece_size);
  } else if (!other.is_good()) {
    verdict.invariant = other.invariant;
    verdict.text = fmt::format("in pieces of {}: {}", cut.traits.piece_size, other.text);
  }
  return verdict;
}

}  // namespace atmqtt::trial
