#include "sim/virtual_world.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "mqtt/describe.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace atmqtt::sim {
namespace {

/// A modem that is still busy after so many steps without time passing will never be done.
constexpr int steps_max = 20'000'000;

/// A process that has run for a while: a modem that takes the epoch for its start is found out.
constexpr Time power_on = Time(std::chrono::hours(1000));

std::size_t spend(std::size_t budget, std::size_t count) {
  return budget == unlimited ? unlimited : budget - count;
}

}  // namespace

broker::Options patient_broker() {
  broker::Options options;
  options.client_id_size_max_v3_1 = limits::broker_client_id_size_max;
  options.enforces_keep_alive = false;
  options.checks_utf8 = false;
  options.connect_timeout = Duration::max();
  options.close_timeout = Duration::max();
  return options;
}

VirtualWorld::VirtualWorld(ModemConfig config, broker::Options broker_options)
    : config_(std::move(config)),
      now_(power_on),
      modem_(config_, pool_, reasons_, now_),
      broker_(std::move(broker_options), store_, pool_, witness_),
      servers_{ServerEnd(broker_, "client 0"), ServerEnd(broker_, "client 1")} {
  modem_.dte_opened(now_);
  settle();
}

void VirtualWorld::type(std::string_view octets) {
  CHECK(dte_attached_);
  typed_ += octets;
  settle();
}

std::string VirtualWorld::take_output() { return std::exchange(output_, {}); }

void VirtualWorld::open_dte() {
  CHECK(!dte_attached_);
  dte_attached_ = true;
  dte_reads_ = unlimited;
  modem_.dte_opened(now_);
  settle();
}

void VirtualWorld::close_dte() {
  CHECK(dte_attached_);
  dte_attached_ = false;
  typed_.clear();
  modem_.dte_closed(now_);
  settle();
}

void VirtualWorld::let_dte_read(std::size_t octets) {
  dte_reads_ = octets;
  settle();
}

void VirtualWorld::advance(Duration duration) {
  const Time end = now_ + duration;
  settle();
  while (deadline() <= end) {
    now_ = std::max(now_, deadline());
    settle();
  }
  now_ = end;
}

void VirtualWorld::settle() {
  for (int step = 0; step < steps_max; ++step) {
    perform_actions();
    bool busy = write_to_dte() || read_from_dte() || tell_network_event();
    for (int client = 0; !busy && client < link_count; ++client) {
      busy = answer_opening(client) || write_to_server(client) || read_from_server(client);
    }
    if (!busy && !pass_time()) return;
  }
  check_failed("the modem comes to rest", __FILE__, __LINE__);
}

void VirtualWorld::fail_next_link(int client, LinkFailed failure) {
  links_.at(index(client)).failure_next = std::move(failure);
}

void VirtualWorld::silence_next_link(int client) { links_.at(index(client)).silence_next = true; }

void VirtualWorld::silence_next_handshake(int client) {
  links_.at(index(client)).silence_next_handshake = true;
}

void VirtualWorld::let_link_take(int client, std::size_t octets) {
  links_.at(index(client)).takes = octets;
  settle();
}

void VirtualWorld::lose_data_connection() {
  modem_.set_data_connection(false, now_);
  settle();
}

void VirtualWorld::restore_data_connection() {
  modem_.set_data_connection(true, now_);
  settle();
}

void VirtualWorld::perform_actions() {
  while (const std::optional<Action> action = modem_.next_action()) {
    std::visit([this](const auto& what) { perform(what); }, *action);
  }
}

void VirtualWorld::perform(const OpenLink& action) {
  Link& link = links_.at(index(action.link));
  CHECK(link.phase == Phase::closed);
  link.address = fmt::format("{}:{}", action.host, action.port);
  link.phase = std::exchange(link.silence_next, false) ? Phase::silent : Phase::opening;
  link.is_secured = action.tls != nullptr;
  link.paused = false;
  link.wants_to_send = false;
}

void VirtualWorld::perform(const StoreAction& action) {
  CHECK(!withheld_action_);
  if (is_store_withheld_) {
    withheld_action_ = action;
  } else {
    modem_.on_stored(keep(action), now_);
  }
}

StoreResult VirtualWorld::keep(const StoreAction& action) {
  if (store_failure_next_) return {*std::exchange(store_failure_next_, std::nullopt), {}};
  if (action.kind != StoreAction::Kind::import_certificate) return {};
  const auto file = files_.extract(action.name);
  if (file.empty()) return {"there is no file of that name", {}};
  return {std::nullopt, file.mapped()};
}

void VirtualWorld::release_store() {
  is_store_withheld_ = false;
  if (!withheld_action_) return;
  const StoreAction action = *std::exchange(withheld_action_, std::nullopt);
  modem_.on_stored(keep(action), now_);
  settle();
}

void VirtualWorld::perform(const LookUpName&) {
  if (std::exchange(silence_next_name_, false)) return;
  if (name_failure_next_) {
    network_events_.emplace_back(*std::exchange(name_failure_next_, std::nullopt));
  } else {
    network_events_.emplace_back(NameFound{{name_address}});
  }
}

void VirtualWorld::perform(const StartPing& action) {
  if (ping_failure_next_) {
    network_events_.emplace_back(*std::exchange(ping_failure_next_, std::nullopt));
    return;
  }
  network_events_.emplace_back(PingStarted{name_address});
  const int count = std::exchange(replies_next_, std::nullopt).value_or(action.count);
  const int lost = std::exchange(lost_replies_next_, 0);
  for (int i = 0; i < count; ++i) {
    network_events_.emplace_back(i < lost ? NetworkEvent(PingLost()) : NetworkEvent(ping_reply));
  }
}

void VirtualWorld::perform(const StopPing&) {
  std::erase_if(network_events_, [](const NetworkEvent& event) {
    return std::holds_alternative<PingReply>(event) || std::holds_alternative<PingLost>(event);
  });
}

void VirtualWorld::perform(const AskTime&) {
  if (time_failure_next_) {
    network_events_.emplace_back(*std::exchange(time_failure_next_, std::nullopt));
  } else {
    network_events_.emplace_back(
        TimeTold{world_begin + std::chrono::floor<std::chrono::seconds>(now_ - power_on)});
  }
}

void VirtualWorld::perform(const SendLink& action) {
  Link& link = links_.at(index(action.link));
  CHECK(link.phase == Phase::open);
  link.wants_to_send = true;
}

void VirtualWorld::perform(const CloseLink& action) {
  Link& link = links_.at(index(action.link));
  CHECK(link.phase != Phase::closed);
  server(action.link).link_closed();
  link.phase = Phase::closed;
}

void VirtualWorld::perform(const PauseLink& action) { links_.at(index(action.link)).paused = true; }

void VirtualWorld::perform(const ResumeLink& action) {
  links_.at(index(action.link)).paused = false;
}

bool VirtualWorld::write_to_dte() {
  if (!dte_attached_) return false;
  const std::string_view output = modem_.dte_output();
  const std::size_t count = std::min({output.size(), dte_reads_, piece_size_});
  if (count == 0) return false;
  output_ += output.substr(0, count);
  dte_reads_ = spend(dte_reads_, count);
  modem_.dte_written(count, now_);
  return true;
}

bool VirtualWorld::read_from_dte() {
  if (typed_.empty() || !modem_.wants_dte_octets()) return false;
  const std::string piece = typed_.substr(0, piece_size_);
  const std::size_t taken = modem_.receive(piece, now_);
  CHECK(taken <= piece.size());
  typed_.erase(0, taken);
  return taken > 0;
}

bool VirtualWorld::pass_time() {
  if (deadline() > now_) return false;
  broker_.on_time(now_);
  modem_.on_time(now_);
  return true;
}

bool VirtualWorld::answer_opening(int client) {
  const Link& link = links_.at(index(client));
  if (link.phase == Phase::shaking_hands) return finish_opening(client);
  if (link.phase != Phase::opening) return false;
  const bool can_connect =
      !link.failure_next || link.failure_next->failure == LinkFailure::handshake_failed;
  return link.is_secured && can_connect ? connect(client) : finish_opening(client);
}

bool VirtualWorld::connect(int client) {
  Link& link = links_.at(index(client));
  const bool is_silent = std::exchange(link.silence_next_handshake, false);
  link.phase = is_silent ? Phase::silent : Phase::shaking_hands;
  modem_.on_link(client, LinkConnected{}, now_);
  return true;
}

bool VirtualWorld::finish_opening(int client) {
  Link& link = links_.at(index(client));
  if (link.failure_next) {
    link.phase = Phase::closed;
    modem_.on_link(client, *std::exchange(link.failure_next, std::nullopt), now_);
  } else {
    link.phase = Phase::open;
    server(client).link_opened(now_);
    modem_.on_link(client, LinkOpened{}, now_);
  }
  return true;
}

bool VirtualWorld::write_to_server(int client) {
  Link& link = links_.at(index(client));
  if (link.phase != Phase::open || !link.wants_to_send) return false;
  const std::string_view output = modem_.link_output(client);
  const std::size_t count = std::min({output.size(), link.takes, piece_size_});
  if (count == 0) {
    link.wants_to_send = !output.empty();
    return false;
  }
  broker_.receive(*server(client).connection(), output.substr(0, count), now_);
  link.takes = spend(link.takes, count);
  modem_.on_link(client, LinkSent{count}, now_);
  return true;
}

bool VirtualWorld::read_from_server(int client) {
  Link& link = links_.at(index(client));
  if (link.phase != Phase::open || link.paused) return false;
  const broker::ConnectionId connection = *server(client).connection();
  const std::string piece(broker_.output(connection).substr(0, piece_size_));
  if (!piece.empty()) {
    broker_.sent(connection, piece.size());
    modem_.on_link(client, LinkReceived{piece}, now_);
    return true;
  }
  const std::optional<broker::End> end = broker_.end(connection);
  if (!end) return false;
  link.phase = Phase::closed;
  server(client).link_closed();
  const bool is_reset = *end == broker::End::reset;
  modem_.on_link(client,
                 LinkClosed{is_reset ? LinkEnd::reset : LinkEnd::closed,
                            is_reset ? "Connection reset by peer" : "End of file"},
                 now_);
  return true;
}

bool VirtualWorld::tell_network_event() {
  if (network_events_.empty()) return false;
  const NetworkEvent event = network_events_.front();
  network_events_.erase(network_events_.begin());
  modem_.on_network_event(event, now_);
  return true;
}

void VirtualWorld::BrokerWitness::on_packet(broker::ConnectionId connection, Direction direction,
                                            const mqtt::RawPacket& packet, mqtt::Version version) {
  if (direction == Direction::sent) return;
  world->server_of(connection).on_received(mqtt::describe(packet, version));
}

void VirtualWorld::BrokerWitness::on_violation(broker::ConnectionId connection,
                                               std::string_view reason) {
  world->server_of(connection).on_violation(reason);
}

ServerEnd& VirtualWorld::server_of(broker::ConnectionId connection) {
  const auto found = std::find_if(servers_.begin(), servers_.end(), [&](const ServerEnd& each) {
    return each.connection() == connection;
  });
  CHECK(found != servers_.end());
  return *found;
}

}  // namespace atmqtt::sim
