#include "scenario/run.hpp"

#include <array>

/// The part of Run that lets something go wrong.
namespace atmqtt::scenario {
namespace {

bool is_refusal(Failure failure) {
  return failure >= Failure::refused_version && failure <= Failure::refused_unknown;
}

}  // namespace

bool Run::perform_with(const Step& step, const Injection& injection) {
  switch (injection.moment) {
    case Moment::before: return fail_before(step, injection);
    case Moment::entering: return fail_entering(step, injection);
    case Moment::opening: return fail_opening(step, injection);
    case Moment::unsent:
    case Moment::unanswered: return fail_under_way(step, injection);
  }
  return false;
}

bool Run::fail_before(const Step& step, const Injection& injection) {
  if (injection.failure == Failure::host_returns) {
    leave_and_return();
    perform(step);
    return true;
  }
  if (injection.failure == Failure::host_stays_away) {
    world_.close_dte();
    modem_.leave();
    perform(step);
    come_back();
    run_out();
    return true;
  }
  if (is_refusal(injection.failure)) {
    const int code =
        static_cast<int>(injection.failure) - static_cast<int>(Failure::refused_version) + 1;
    world_.server(step.client).refuse_next(code);
    type_command(step);
    modem_.enter(step, world_.now());
    modem_.client(step.client).reach_server();
    modem_.fail(step.client, injection.failure, world_.now());
    expect("the refused CONNECT");
    return false;
  }
  inject(injection.client, injection.failure, false);
  expect("the failure");
  run_out();
  return false;
}

bool Run::fail_entering(const Step& step, const Injection& injection) {
  const std::size_t half = step.text.size() / 2;
  world_.type(line_of(step) + "\r");
  modem_.prompt(step, world_.now());
  expect("the prompt");
  world_.type(step.text.substr(0, half));
  if (injection.failure == Failure::host_returns) {
    leave_and_return();
    perform(step);
    return true;
  }
  inject(injection.client, injection.failure, false);
  expect("within data entry");
  const bool is_slow = injection.failure == Failure::silence || injection.failure == Failure::stuck;
  if (!is_slow) {
    world_.type(step.text.substr(half));
    const bool is_accepted = modem_.enter(step, world_.now());
    if (is_accepted && has_network_result(step)) complete(step);
    expect("the end of data entry");
  }
  run_out();
  return false;
}

bool Run::fail_opening(const Step& step, const Injection& injection) {
  constexpr std::array reasons = {LinkFailure::name_not_resolved, LinkFailure::no_socket,
                                  LinkFailure::not_connected};
  const auto reason = static_cast<std::size_t>(injection.failure) -
                      static_cast<std::size_t>(Failure::name_not_resolved);
  const bool is_answered = reason < reasons.size();
  if (is_answered) {
    world_.fail_next_link(step.client, {reasons[reason], "because the test says so"});
  } else {
    world_.silence_next_link(step.client);
  }
  type_command(step);
  modem_.enter(step, world_.now());
  if (is_answered) modem_.fail(step.client, injection.failure, world_.now());
  expect("CONNECT without a link");

  switch (injection.failure) {
    case Failure::host_returns: leave_and_return(); break;
    case Failure::host_stays_away:
      world_.close_dte();
      modem_.leave();
      run_out();
      come_back();
      break;
    case Failure::network_lost:
    case Failure::host_disconnects: inject(step.client, injection.failure, true); break;
    default: break;
  }
  expect("the failure");
  run_out();
  return false;
}

/// The step up to the moment at which the result is missing.
void Run::begin_under_way(const Step& step, Moment moment,
                          std::optional<mqtt::PacketType> missing) {
  DocumentedClient& client = modem_.client(step.client);
  if (moment == Moment::unsent) {
    world_.let_link_take(step.client, 0);
    if (client.is_connected) doom(step.client, 16);
  } else {
    world_.server(step.client).withhold(*missing);
  }
  if (step.kind == Kind::receive) return deliver(step.client, step.incoming);
  if (step.kind == Kind::idle) {
    pass_until(seen(step.client).last_sent + client.keep_alive());
    seen(step.client).is_ping_unanswered = true;
    return expect("PINGREQ");
  }
  type_command(step);
  modem_.enter(step, world_.now());
  expect("OK without a result");
  if (moment == Moment::unsent) return;
  if (step.kind == Kind::connect) client.reach_server();
  for (const mqtt::PacketType answer : answers_to(step)) {
    if (answer == *missing) break;
    client.answer(step, answer);
  }
  if (!step.while_pending) return;
  deliver(step.client, *step.while_pending);
  if (step.while_pending->qos == 2) release_received(step.client);
}

bool Run::fail_under_way(const Step& step, const Injection& injection) {
  begin_under_way(step, injection.moment, injection.answer);
  switch (injection.failure) {
    case Failure::host_returns:
      leave_and_return();
      unblock();
      complete(step);
      expect("after the return of the host");
      run_out();
      return true;
    case Failure::host_stays_away:
      world_.close_dte();
      modem_.leave();
      unblock();
      complete(step);
      come_back();
      run_out();
      return true;
    case Failure::late:
      run_out_result(step.client);
      unblock();
      expect("the late answer");
      run_out();
      return modem_.client(step.client).is_connected;
    default: break;
  }
  inject(injection.client, injection.failure, injection.moment == Moment::unsent);
  expect("the failure");
  if (injection.client != step.client) {
    unblock();
    complete(step);
    expect("the result of the client that did not fail");
  }
  run_out();
  return false;
}

void Run::doom(int client, int ping_err) {
  const Seen& seen = this->seen(client);
  if (seen.is_ping_unanswered) {
    modem_.doom(client, seen.last_sent, 17);
  } else {
    modem_.doom(client, seen.last_sent + modem_.client(client).keep_alive(), ping_err);
  }
}

void Run::inject(int client, Failure failure, bool is_stuck) {
  sim::ServerEnd& server = world_.server(client);
  switch (failure) {
    case Failure::silence: server.fall_silent(); return doom(client, is_stuck ? 16 : 17);
    case Failure::stuck: world_.let_link_take(client, 0); return doom(client, 16);
    case Failure::host_disconnects: {
      const Step step = disconnect(client);
      world_.type(line_of(step) + "\r");
      return modem_.give_up(step, is_stuck, world_.now());
    }
    case Failure::network_lost: world_.lose_data_connection(); break;
    case Failure::reset: server.reset(); break;
    case Failure::close: server.close(); break;
    case Failure::forgetful:
      server.close();
      server.set_session_present_next(false);
      modem_.client(client).server_session.reset();
      break;
    default:
      server.send(traits_of(failure).sent);
      if (failure == Failure::half_packet) server.close();
  }
  world_.settle();
  modem_.fail(client, failure, world_.now());
}

void Run::leave_and_return() {
  world_.close_dte();
  modem_.leave();
  come_back();
}

/// The host finds what has waited for it.
void Run::come_back() {
  world_.open_dte();
  modem_.come_back();
  modem_.pass(world_.now());
  expect("after the return of the host");
}

/// The socket writes again, and the servers send what they have withheld.
void Run::unblock() {
  for (int client = 0; client < 2; ++client) {
    world_.server(client).release();
    world_.let_link_take(client, sim::unlimited);
    modem_.client(client).answer_all();
    modem_.spare(client);
  }
}

}  // namespace atmqtt::scenario
