#include "trial/events_of_host.hpp"

#include "trial/hostile_text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace atmqtt::trial {
namespace {

using namespace std::chrono_literals;
using sim::Random;

constexpr std::array<std::string_view, 5> filters = {"down/#", "down/+", "down/a", "down/b/c",
                                                     "down/ä"};

Duration pause(Random& random) {
  constexpr std::array pauses = {0, 1, 10, 100, 1000, 5000, 20'000};
  return random.pick(pauses) * Duration(1ms);
}

std::string payload(Random& random, int number) {
  std::string text = fmt::format("publication {} ", number);
  constexpr std::array sizes = {0, 0, 20, 300, 5000, 10'000};
  const auto size = static_cast<std::size_t>(random.pick(sizes));
  while (text.size() < size) text += static_cast<char>(random.below(256));
  if (random.chance(10)) text += "\r\nOK\r\n";
  return text;
}

// -- Valid

void add_tasks(Plan& plan, Random& random) {
  using Kind = Task::Kind;
  constexpr std::array kinds = {Kind::publish,   Kind::publish,     Kind::publish,    Kind::publish,
                                Kind::subscribe, Kind::subscribe,   Kind::connect,    Kind::read,
                                Kind::will,      Kind::unsubscribe, Kind::disconnect, Kind::release,
                                Kind::stop};
  const std::size_t count = plan.keeps_sessions ? kinds.size() - 2 : kinds.size();
  const int clients = random.between(0, 1);
  for (int i = random.between(5, 20); i > 0; --i) {
    Task task;
    task.kind = kinds.at(random.below(count));
    task.client = random.between(0, clients);
    task.qos = random.between(0, 2);
    const bool is_filter = task.kind == Kind::subscribe || task.kind == Kind::unsubscribe;
    task.topic = is_filter ? random.pick(filters) : fmt::format("up/{}", random.between(0, 3));
    task.payload = payload(random, i);
    plan.events.push_back({pause(random), std::move(task)});
  }
}

// -- Sloppy

/// Text that is not taken for data must be no editing and no A/, of which TypedLines knows nothing.
std::string without_editing(std::string text) {
  for (char& octet : text) {
    if (octet == '\b' || octet == '/') octet = '.';
  }
  return text;
}

/// A command of the chapter that is well formed, whatever its values; with data behind it as if the
/// prompt had come.
std::string sloppy_command(const Plan& plan, Random& random, int number, bool may_be_long) {
  constexpr std::array indices = {0, 0, 0, 0, 1, 1, 2};
  const int client = random.pick(indices);
  const auto with_data = [&](std::string_view name, std::string_view data, std::string_view rest) {
    constexpr std::array errors = {0, 0, 0, 0, 0, -1, -3, 4};
    int size = static_cast<int>(data.size()) + random.pick(errors);
    if (!may_be_long) size = std::min(size, static_cast<int>(data.size()));
    return fmt::format("AT+CMQTT{}={},{}{}\r{}{}", name, client, std::max(size, 1), rest, data,
                       random.chance(40) ? "\r\n" : "");
  };
  const std::string filter(random.pick(filters));
  switch (random.below(16)) {
    case 0: return "AT+CMQTTSTART\r";
    case 1: return "AT+CMQTTSTOP\r";
    case 2:
    case 3: return fmt::format("AT+CMQTTACCQ={},\"m{}\",0\r", client, client);
    case 4:
    case 5:
    case 6:
      return fmt::format("AT+CMQTTCONNECT={},\"tcp://{}:1883\",{},{}\r", client,
                         random.chance(90) ? "broker.test" : "broker.invalid", plan.keep_alive_s,
                         plan.is_clean_session ? 1 : 0);
    case 7: return fmt::format("AT+CMQTTDISC={},60\r", client);
    case 8: return fmt::format("AT+CMQTTREL={}\r", client);
    case 9: return with_data("TOPIC", fmt::format("up/{}", number), "");
    case 10: return with_data("PAYLOAD", without_editing(payload(random, number)), "");
    case 11:
    case 12: return fmt::format("AT+CMQTTPUB={},{},60\r", client, random.between(0, 2));
    case 13: return with_data("SUB", filter, fmt::format(",{}", random.between(0, 2)));
    case 14: return with_data("UNSUB", filter, ",0");
    default: return random.chance(50) ? "AT+CMQTTCONNECT?\r" : "AT\r";
  }
}

void add_sloppy(Plan& plan, Random& random) {
  // A host that does not read sees the end of an entry late; then no entry may stay open.
  const bool forgets_to_read = random.chance(40);
  plan.events.push_back({0s, Typed{"AT+CMQTTSTART\rAT+CMQTTACCQ=0,\"m0\",0\r"}});
  for (int i = random.between(10, 60); i > 0; --i) {
    if (random.chance(5)) {
      plan.events.push_back({pause(random), ClosePort()});
      plan.events.push_back({pause(random), OpenPort()});
    }
    if (forgets_to_read && random.chance(10)) {
      plan.events.push_back({pause(random), Reading{random.chance(50)}});
    }
    plan.events.push_back(
        {pause(random), Typed{sloppy_command(plan, random, i, !forgets_to_read)}});
  }
}

// -- Hostile

void add_hostile(Plan& plan, Random& random) {
  const HostileText text(plan.profile);
  for (int i = random.between(10, 60); i > 0; --i) {
    if (random.chance(5)) {
      plan.events.push_back({pause(random), ClosePort()});
      plan.events.push_back({pause(random), OpenPort()});
    }
    if (random.chance(5)) plan.events.push_back({pause(random), Reading{random.chance(50)}});
    std::string octets =
        random.chance(60) ? text.next(random) : sloppy_command(plan, random, i, true);
    plan.events.push_back({pause(random), Typed{std::move(octets)}});
  }
}

}  // namespace

void add_events_of_host(Plan& plan, Random& random) {
  switch (plan.host) {
    case HostKind::valid: return add_tasks(plan, random);
    case HostKind::sloppy: return add_sloppy(plan, random);
    case HostKind::hostile: return add_hostile(plan, random);
  }
}

}  // namespace atmqtt::trial
