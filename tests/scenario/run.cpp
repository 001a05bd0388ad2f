#include "scenario/run.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

/// The part of Run that plays what goes well, and what both parts need.
namespace atmqtt::scenario {
namespace {

/// The value behind " id=", and the packet without it.
struct Identified {
  std::string packet;
  std::optional<int> identifier;
};

Identified identify(std::string packet) {
  constexpr std::string_view mark = " id=";
  const std::size_t begin = packet.find(mark);
  if (begin == std::string::npos) return {std::move(packet), {}};
  const std::size_t digits = begin + mark.size();
  const std::size_t end = std::min(packet.find_first_not_of("0123456789", digits), packet.size());
  const int identifier = std::stoi(packet.substr(digits, end - digits));
  return {packet.erase(begin, end - begin), identifier};
}

/// An expected packet without an identifier stands for any.
bool is_like(const std::string& packet, const std::string& expected) {
  return packet == expected || identify(packet).packet == expected;
}

}  // namespace

Run::Run(const Scenario& scenario, std::size_t piece_size) : scenario_(scenario), world_(config_) {
  world_.set_piece_size(piece_size);
  world_.type("ATE0\r");
  static_cast<void>(world_.take_output());
}

std::string Run::play(const std::optional<Injection>& injection) {
  for (std::size_t i = 0; i < scenario_.steps.size() && !has_differed(); ++i) {
    const Step& step = scenario_.steps[i];
    if (!injection || injection->step != i) {
      perform(step);
    } else if (!perform_with(step, *injection)) {
      break;
    }
  }
  if (!has_differed()) look_back();
  return difference_;
}

// -- One step -----------------------------------------------------------------------------------

void Run::perform(const Step& step) {
  if (has_differed()) return;
  const std::vector<std::string> expected = modem_.client(step.client).packets_of(step);
  seen(step.client).checked_count = world_.server(step.client).received().size();
  bool is_accepted = true;
  if (step.kind == Kind::idle) {
    pass_until(seen(step.client).last_sent + modem_.client(step.client).keep_alive());
    expect("while nothing happens");
  } else if (step.kind == Kind::receive) {
    deliver(step.client, step.incoming);
    if (!unreleased_.empty()) complete(step);
  } else if (step.while_pending) {
    return perform_with_incoming(step);
  } else {
    type_command(step);
    is_accepted = modem_.enter(step, world_.now());
    if (is_accepted) perform_command(step);
    expect(describe(step));
  }
  if (is_accepted && !step.never_answered) check_packets(step, expected);
  while (!has_differed() && modem_.next_time() <= world_.now() + std::chrono::seconds(1)) {
    pass_next();
  }
}

/// The command was accepted; server and documented modem complete it.
void Run::perform_command(const Step& step) {
  if (!has_network_result(step)) return;
  if (!step.never_answered) return complete(step);
  expect(describe(step));
  for (const mqtt::PacketType answer : answers_to(step)) {
    if (answer == *step.never_answered) break;
    modem_.client(step.client).answer(step, answer);
  }
  run_out_result(step.client);
}

void Run::perform_with_incoming(const Step& step) {
  begin_under_way(step, Moment::unanswered, answers_to(step).back());
  unblock();
  complete(step);
  expect("the result behind the message");
  run_out();
}

void Run::type_command(const Step& step) {
  if (step.never_answered) world_.server(step.client).withhold(*step.never_answered);
  if (step.kind == Kind::connect) seen(step.client).is_ping_unanswered = false;
  world_.type(line_of(step) + "\r");
  if (!has_data(step)) return;
  modem_.prompt(step, world_.now());
  expect("the prompt of " + describe(step));
  world_.type(step.text);
}

void Run::deliver(int client, const Incoming& incoming) {
  const int identifier = incoming.qos > 0 ? ++last_identifier_ : 0;
  world_.server(client).publish({.topic = incoming.topic,
                                 .payload = incoming.payload,
                                 .qos = static_cast<mqtt::Qos>(incoming.qos),
                                 .packet_identifier = static_cast<std::uint16_t>(identifier)});
  world_.settle();
  observe();
  modem_.receive(client, incoming, world_.now());
  if (incoming.qos == 2) {
    modem_.client(client).received.insert(identifier);
    unreleased_.push_back({client, incoming, identifier});
  }
  while (!has_differed() && modem_.next_time() <= world_.now() + std::chrono::milliseconds(5)) {
    pass_next();
  }
}

/// The server has sent what was still missing.
void Run::complete(const Step& step) {
  DocumentedClient& client = modem_.client(step.client);
  if (step.kind == Kind::connect) {
    client.reach_server();
    client.answer(step, mqtt::PacketType::connack);
  } else if (step.kind == Kind::receive) {
    release_received(step.client);
  } else if (step.kind == Kind::publish && step.number > 0) {
    client.answer(step, step.number == 1 ? mqtt::PacketType::puback : mqtt::PacketType::pubcomp);
  }
  seen(step.client).is_ping_unanswered = false;
  if (has_network_result(step)) modem_.complete(step.client, 0, world_.now());
}

/// The server has sent PUBREL for all that it has published.
void Run::release_received(int client) {
  modem_.client(client).received.clear();
  unreleased_.clear();
}

void Run::check_packets(const Step& step, const std::vector<std::string>& expected) {
  const std::vector<std::string>& received = world_.server(step.client).received();
  std::vector<std::string> packets(
      received.begin() + static_cast<std::ptrdiff_t>(seen(step.client).checked_count),
      received.end());
  if (!std::ranges::equal(packets, expected, is_like)) {
    differ(fmt::format("{}: the server has received\n  {}\nand not\n  {}", describe(step),
                       fmt::join(packets, "\n  "), fmt::join(expected, "\n  ")));
  }
}

// -- What all need ------------------------------------------------------------------------------

void Run::expect(std::string_view what) {
  observe();
  const std::string expected = modem_.take_output();
  const std::string output = world_.take_output();
  if (output == expected) return;
  differ(fmt::format("{}: expected\n  {}\nbut got\n  {}", what, escape(expected), escape(output)));
}

void Run::pass_until(Time time) {
  // Each deadline of the modem is met on the way, so that it is known when something was sent.
  while (world_.now() < time) {
    world_.advance(std::min(std::max(world_.deadline(), world_.now()), time) - world_.now());
    observe();
    if (world_.deadline() <= world_.now()) world_.settle();
  }
}

/// What is due next is due at its time and not before.
void Run::pass_next() {
  const Time time = std::max(modem_.next_time(), world_.now());
  if (time > world_.now()) {
    pass_until(time - Duration(1));
    expect("before the time");
  }
  pass_until(time);
  modem_.pass(time);
  expect("at the time");
}

void Run::run_out() {
  while (!has_differed() && modem_.next_time() != never) pass_next();
}

void Run::run_out_result(int client) {
  while (!has_differed() && modem_.is_pending(client)) pass_next();
}

void Run::observe() {
  for (int client = 0; client < 2; ++client) {
    const std::vector<std::string>& received = world_.server(client).received();
    Seen& seen = this->seen(client);
    if (seen.packet_count == received.size()) continue;
    seen.last_sent = world_.now();
    for (; seen.packet_count < received.size(); ++seen.packet_count) {
      const auto [packet, identifier] = identify(received[seen.packet_count]);
      for (Unfinished& each : modem_.client(client).unfinished) {
        if (!each.identifier && each.packet == packet) each.identifier = identifier;
      }
    }
  }
}

void Run::differ(std::string text) {
  if (difference_.empty()) difference_ = std::move(text);
}

}  // namespace atmqtt::scenario
