#include "cmqtt/client_state.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string_view>
#include <utility>

namespace atmqtt::cmqtt {
namespace {

using S = ClientState;
using E = ClientEvent;
using D = Demand;

const S all_states[] = {S::released,   S::acquired,    S::connecting,    S::connected,
                        S::publishing, S::subscribing, S::unsubscribing, S::disconnecting};
const E all_events[] = {E::acquire,   E::release,     E::connect,   E::accepted,   E::publish,
                        E::subscribe, E::unsubscribe, E::completed, E::disconnect, E::ended};
const S online[] = {S::connected, S::publishing, S::subscribing, S::unsubscribing};
const S busy[] = {S::publishing, S::subscribing, S::unsubscribing, S::disconnecting};

/// What may happen, said as a life: everything else may not.
std::map<std::pair<S, E>, S> listed_transitions() {
  std::map<std::pair<S, E>, S> next;
  next[{S::released, E::acquire}] = S::acquired;
  next[{S::acquired, E::release}] = S::released;
  next[{S::acquired, E::connect}] = S::connecting;
  next[{S::connecting, E::accepted}] = S::connected;
  next[{S::connecting, E::disconnect}] = S::disconnecting;
  next[{S::connecting, E::ended}] = S::acquired;
  next[{S::connected, E::publish}] = S::publishing;
  next[{S::connected, E::subscribe}] = S::subscribing;
  next[{S::connected, E::unsubscribe}] = S::unsubscribing;
  for (const S state : {S::publishing, S::subscribing, S::unsubscribing}) {
    next[{state, E::completed}] = S::connected;
  }
  for (const S state : online) {
    next[{state, E::disconnect}] = S::disconnecting;
    next[{state, E::ended}] = S::acquired;
  }
  next[{S::disconnecting, E::ended}] = S::acquired;
  return next;
}

TEST(client_state, changes_as_listed) {
  for (const auto& [from, to] : listed_transitions()) {
    EXPECT_EQ(state_after(from.first, from.second), to)
        << text_of(from.first) << ", event " << static_cast<int>(from.second);
  }
}

TEST(client_state, lets_nothing_else_happen) {
  const auto listed = listed_transitions();
  for (const S state : all_states) {
    for (const E event : all_events) {
      if (listed.contains({state, event})) continue;
      EXPECT_DEATH((void)state_after(state, event), "check failed")
          << text_of(state) << ", event " << static_cast<int>(event);
    }
  }
}

TEST(client_state, refuses_a_client_that_is_not_acquired_with_20) {
  for (const D demand : {D::release, D::set_will, D::configure, D::connect, D::disconnect,
                         D::converse, D::publish}) {
    EXPECT_EQ(refusal(demand, S::released), Err::client_not_acquired);
  }
}

TEST(client_state, lets_a_client_be_acquired_once) {
  for (const S state : all_states) {
    const Err expected = state == S::released ? Err::success : Err::client_is_used;
    EXPECT_EQ(refusal(D::acquire, state), expected) << text_of(state);
  }
}

TEST(client_state, lets_a_client_be_released_only_when_it_is_not_connected) {
  for (const S state : all_states) {
    if (state == S::released) continue;
    const Err expected = state == S::acquired ? Err::success : Err::client_busy;
    EXPECT_EQ(refusal(D::release, state), expected) << text_of(state);
  }
}

TEST(client_state, lets_ssl_contexts_be_bound_in_any_state) {
  for (const S state : all_states) EXPECT_EQ(refusal(D::bind, state), Err::success);
}

TEST(client_state, takes_a_will_between_operations) {
  EXPECT_EQ(refusal(D::set_will, S::acquired), Err::success);
  EXPECT_EQ(refusal(D::set_will, S::connected), Err::success);
  EXPECT_EQ(refusal(D::set_will, S::connecting), Err::client_busy);
  for (const S state : busy) EXPECT_EQ(refusal(D::set_will, state), Err::client_busy);
}

TEST(client_state, is_configured_before_it_connects) {
  EXPECT_EQ(refusal(D::configure, S::acquired), Err::success);
  EXPECT_EQ(refusal(D::configure, S::connecting), Err::operation_not_supported);
  EXPECT_EQ(refusal(D::configure, S::connected), Err::operation_not_supported);
  for (const S state : busy) EXPECT_EQ(refusal(D::configure, state), Err::client_busy);
}

TEST(client_state, connects_once) {
  for (const S state : all_states) {
    if (state == S::released) continue;
    const Err expected = state == S::acquired ? Err::success : Err::operation_not_supported;
    EXPECT_EQ(refusal(D::connect, state), expected) << text_of(state);
  }
}

TEST(client_state, disconnects_while_an_operation_is_pending_but_only_once) {
  EXPECT_EQ(refusal(D::disconnect, S::acquired), Err::no_connection);
  EXPECT_EQ(refusal(D::disconnect, S::connecting), Err::success);
  for (const S state : online) EXPECT_EQ(refusal(D::disconnect, state), Err::success);
  EXPECT_EQ(refusal(D::disconnect, S::disconnecting), Err::client_busy);
}

TEST(client_state, converses_when_connected_and_not_busy) {
  for (const D demand : {D::converse, D::publish}) {
    EXPECT_EQ(refusal(demand, S::acquired), Err::no_connection);
    EXPECT_EQ(refusal(demand, S::connecting), Err::client_busy);
    EXPECT_EQ(refusal(demand, S::connected), Err::success);
    for (const S state : busy) EXPECT_EQ(refusal(demand, state), Err::client_busy);
  }
}

TEST(client_state, knows_no_demand_that_is_made_of_the_service) {
  EXPECT_DEATH((void)refusal(D::start, S::released), "check failed");
  EXPECT_DEATH((void)refusal(D::stop, S::released), "check failed");
}

TEST(client_state, names_the_command_whose_result_is_due) {
  const std::map<S, std::string_view> commands = {
      {S::released, ""},
      {S::acquired, ""},
      {S::connecting, "+CMQTTCONNECT"},
      {S::connected, ""},
      {S::publishing, "+CMQTTPUB"},
      {S::subscribing, "+CMQTTSUB"},
      {S::unsubscribing, "+CMQTTUNSUB"},
      {S::disconnecting, "+CMQTTDISC"},
  };
  for (const S state : all_states) EXPECT_EQ(pending_command(state), commands.at(state));
}

TEST(client_state, has_words_of_its_own_for_each_state) {
  std::map<std::string_view, int> count;
  for (const S state : all_states) ++count[text_of(state)];
  EXPECT_EQ(count.size(), static_cast<std::size_t>(client_state_count));
}

}  // namespace
}  // namespace atmqtt::cmqtt
