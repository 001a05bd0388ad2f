#include "cmqtt/client_state.hpp"

#include "base/check.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace atmqtt::cmqtt {
namespace {

using S = ClientState;
using Next = std::optional<ClientState>;
constexpr Next none = std::nullopt;

template <class Cell>
using ByState = std::array<Cell, client_state_count>;

struct Transitions {
  ClientEvent event;
  ByState<Next> next;
};

// clang-format off
constexpr std::array<Transitions, client_event_count> transitions = {{
    //                         released     acquired       connecting        connected          publishing        subscribing       unsubscribing     disconnecting
    {ClientEvent::acquire,     {S::acquired, none,          none,             none,              none,             none,             none,             none}},
    {ClientEvent::release,     {none,        S::released,   none,             none,              none,             none,             none,             none}},
    {ClientEvent::connect,     {none,        S::connecting, none,             none,              none,             none,             none,             none}},
    {ClientEvent::accepted,    {none,        none,          S::connected,     none,              none,             none,             none,             none}},
    {ClientEvent::publish,     {none,        none,          none,             S::publishing,     none,             none,             none,             none}},
    {ClientEvent::subscribe,   {none,        none,          none,             S::subscribing,    none,             none,             none,             none}},
    {ClientEvent::unsubscribe, {none,        none,          none,             S::unsubscribing,  none,             none,             none,             none}},
    {ClientEvent::completed,   {none,        none,          none,             none,              S::connected,     S::connected,     S::connected,     none}},
    {ClientEvent::disconnect,  {none,        none,          S::disconnecting, S::disconnecting,  S::disconnecting, S::disconnecting, S::disconnecting, none}},
    {ClientEvent::ended,       {none,        none,          S::acquired,      S::acquired,       S::acquired,      S::acquired,      S::acquired,      S::acquired}},
}};

constexpr Err ok = Err::success;
constexpr Err absent = Err::client_not_acquired;
constexpr Err used = Err::client_is_used;
constexpr Err apart = Err::no_connection;
constexpr Err never = Err::operation_not_supported;
constexpr Err busy = Err::client_busy;

struct Admissions {
  Demand demand;
  ByState<Err> err;
};

constexpr Admissions admissions[] = {
    //                     released acquired connecting connected publishing subscribing unsubscribing disconnecting
    {Demand::acquire,     {ok,      used,    used,      used,     used,      used,       used,         used}},
    {Demand::release,     {absent,  ok,      busy,      busy,     busy,      busy,       busy,         busy}},
    {Demand::bind,        {ok,      ok,      ok,        ok,       ok,        ok,         ok,           ok}},
    {Demand::set_will,    {absent,  ok,      busy,      ok,       busy,      busy,       busy,         busy}},
    {Demand::configure,   {absent,  ok,      never,     never,    busy,      busy,       busy,         busy}},
    {Demand::connect,     {absent,  ok,      never,     never,    never,     never,      never,        never}},
    {Demand::disconnect,  {absent,  apart,   ok,        ok,       ok,        ok,         ok,           busy}},
    {Demand::converse,    {absent,  apart,   busy,      ok,       busy,      busy,       busy,         busy}},
    {Demand::publish,     {absent,  apart,   busy,      ok,       busy,      busy,       busy,         busy}},
};
// clang-format on

struct StateTexts {
  std::string_view pending_command;
  std::string_view text;
};

constexpr ByState<StateTexts> state_texts = {{
    {"", "is not acquired"},
    {"", "is not connected"},
    {"+CMQTTCONNECT", "is connecting"},
    {"", "is connected"},
    {"+CMQTTPUB", "is busy publishing"},
    {"+CMQTTSUB", "is busy subscribing"},
    {"+CMQTTUNSUB", "is busy unsubscribing"},
    {"+CMQTTDISC", "is busy disconnecting"},
}};

}  // namespace

ClientState state_after(ClientState state, ClientEvent event) {
  const Transitions& row = transitions[static_cast<std::size_t>(event)];
  CHECK(row.event == event);
  const Next next = row.next[static_cast<std::size_t>(state)];
  CHECK(next.has_value());
  return *next;
}

Err refusal(Demand demand, ClientState state) {
  for (const Admissions& row : admissions) {
    if (row.demand == demand) return row.err[static_cast<std::size_t>(state)];
  }
  CHECK(false);
  return Err::failed;
}

std::string_view pending_command(ClientState state) {
  return state_texts[static_cast<std::size_t>(state)].pending_command;
}

std::string_view text_of(ClientState state) {
  return state_texts[static_cast<std::size_t>(state)].text;
}

}  // namespace atmqtt::cmqtt
