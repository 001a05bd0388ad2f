#include "scenario/scenario.hpp"

#include <utility>

namespace atmqtt::scenario {
namespace {

using mqtt::PacketType;

constexpr const char* client_id = "client test0";

/// START, ACCQ and what is set before CONNECT.
std::vector<Step> beginning(int version) { return {start(), acquire(0, client_id, version)}; }

/// DISC, REL and STOP.
std::vector<Step> ending() { return {disconnect(0), release(0), stop()}; }

std::vector<Step> joined(std::vector<Step> first, std::vector<Step> second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::vector<Step> around(int version, std::vector<Step> middle) {
  return joined(joined(beginning(version), std::move(middle)), ending());
}

std::vector<Step> publish_session(int version) {
  return around(version, {connect(0), topic(0, "simcomtopic"), payload(0, "simcompayload"),
                          publish(0, 0), topic(0, "topic/1"), publish(0, 1), topic(0, "topic/2"),
                          payload(0, "simcompayload"), publish(0, 2)});
}

std::vector<Step> subscribe_session(int version) {
  return around(version,
                {connect(0), subtopic(0, "simcomtopic", 0), subtopic(0, "a/+", 2),
                 subscribe_cached(0), subscribe_one(0, "b/#", 1), unsubtopic(0, "simcomtopic"),
                 unsubtopic(0, "a/+"), unsubscribe_cached(0), unsubscribe_one(0, "b/#")});
}

/// Every setting and every cache is filled, so that whatever changes unannounced is seen.
std::vector<Step> settings_session(int version) {
  const ConnectValues values = {
      .keepalive_time = 30, .clean_session = true, .user_name = "user", .pass_word = "secret"};
  return around(
      version,
      {option(Kind::check_utf8, 0, 0), option(Kind::optimeout, 0, 25), bind(0, 5),
       will_topic(0, "simcomwilltopic"), will_message(0, "simcomwillmessage", 1),
       connect(0, values), bind(0, 7), bind(1, 8), topic(0, "cached topic"),
       payload(0, "cached payload"), subtopic(0, "cached filter", 1), unsubtopic(0, "cached too"),
       subscribe_one(0, "other", 1), unsubscribe_one(0, "other"), will_topic(0, "next will"),
       subscribe_cached(0), unsubscribe_cached(0), publish(0, 1), idle(0)});
}

std::vector<Step> receive_session(int version) {
  const ConnectValues values = {.keepalive_time = 40};  // shorter than the time limit
  return around(version,
                {connect(0, values), subscribe_one(0, "in/#", 2), receive(0, {"in/0", "zero", 0}),
                 receive(0, {"in/1", "", 1}), receive(0, {"in/2", "two", 2}), idle(0)});
}

std::vector<Step> receive_while_pending(int version) {
  return around(version,
                {connect(0), with_incoming(subscribe_one(0, "in/#", 2), {"in/0", "zero", 0}),
                 topic(0, "t"), with_incoming(publish(0, 1), {"in/1", "one", 1}), topic(0, "t"),
                 with_incoming(publish(0, 2), {"in/2", "two", 2}),
                 with_incoming(unsubscribe_one(0, "in/#"), {"in/1", "one", 1})});
}

std::vector<Step> quiet_session(int version) {
  return around(version, {option(Kind::acturc, 0, 0), connect(0), subscribe_one(0, "in/#", 2),
                          receive(0, {"in/2", "two", 2}), topic(0, "t"), publish(0, 2), idle(0)});
}

/// A session that is kept, with a message in each state in which a lost link can leave it.
std::vector<Step> kept_session(int version) {
  const ConnectValues values = {.keepalive_time = 1000, .clean_session = false};
  return around(version, {connect(0, values), subscribe_one(0, "in/#", 2), topic(0, "t/0"),
                          never_answered(publish(0, 2), PacketType::pubcomp),
                          receive(0, {"in/2", "two", 2}), topic(0, "t/1"), payload(0, "first"),
                          never_answered(publish(0, 2), PacketType::pubrec), topic(0, "t/2"),
                          payload(0, "second"), never_answered(publish(0, 1), PacketType::puback),
                          topic(0, "t/3"), subtopic(0, "s", 1)});
}

/// DISC and a second CONNECT of a kept session.
std::vector<Step> resumed_session(int version) {
  const ConnectValues values = {.clean_session = false};
  return around(version, {connect(0, values), subscribe_one(0, "in/#", 2), topic(0, "t/1"),
                          publish(0, 2), disconnect(0), connect(0, values),
                          receive(0, {"in/2", "two", 2}), topic(0, "t/2"), publish(0, 1)});
}

/// What is unfinished at one server is nothing to another.
std::vector<Step> moved_session(int version) {
  const ConnectValues values = {.keepalive_time = 1000, .clean_session = false};
  ConnectValues elsewhere = values;
  elsewhere.server_addr = "tcp://[2001:db8::1]:1884";
  return around(version, {connect(0, values), topic(0, "t/1"),
                          never_answered(publish(0, 1), PacketType::puback), disconnect(0),
                          connect(0, elsewhere), topic(0, "t/2"), publish(0, 0)});
}

std::vector<Step> two_clients(int version) {
  const ConnectValues first = {.clean_session = false};
  const ConnectValues second = {.server_addr = "tcp://other:1884", .user_name = "second"};
  return joined({start(), acquire(0, client_id, version), acquire(1, "second", version), bind(1, 3),
                 connect(0, first), connect(1, second), topic(0, "of 0"), topic(1, "of 1"),
                 payload(1, "payload of 1"), subtopic(0, "filter of 0", 1),
                 subscribe_one(1, "of 1 too", 2), receive(1, {"in/2", "two", 2}), publish(1, 1),
                 receive(0, {"in/1", "one", 1}), publish(0, 2), subscribe_cached(0)},
                {disconnect(1), release(1), disconnect(0), release(0), stop()});
}

struct Plan {
  const char* name;
  std::vector<Step> (*steps)(int version);
};

constexpr Plan plans[] = {
    {"publish", publish_session},
    {"subscribe_and_unsubscribe", subscribe_session},
    {"every_setting", settings_session},
    {"receive_while_idle", receive_session},
    {"receive_while_pending", receive_while_pending},
    {"without_urcs", quiet_session},
    {"kept_session", kept_session},
    {"resumed_session", resumed_session},
    {"moved_session", moved_session},
    {"two_clients", two_clients},
};

std::vector<Scenario> make_all() {
  std::vector<Scenario> all;
  for (const Plan& plan : plans) {
    all.push_back({std::string(plan.name) + "_with_3_1_1", plan.steps(4)});
    all.push_back({std::string(plan.name) + "_with_3_1", plan.steps(3)});
  }
  return all;
}

}  // namespace

std::span<const Scenario> all_scenarios() {
  static const std::vector<Scenario> all = make_all();
  return all;
}

}  // namespace atmqtt::scenario
