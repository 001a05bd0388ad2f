#include "sim/networked_world.hpp"

#include "base/check.hpp"
#include "sim/random.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <variant>

namespace atmqtt::sim {
namespace {

/// A process that has run for a while: a modem that takes the epoch for its start is found out.
constexpr Time power_on = Time(std::chrono::hours(1000));

/// A modem that is still busy after so many steps without time passing will never be done.
constexpr int steps_max = 10'000'000;

}  // namespace

NetworkedWorld::NetworkedWorld(const ModemConfig& config, const Traits& traits,
                               WorldWatcher& watcher, broker::Observer& broker_observer,
                               Observer& observer)
    : traits_(traits),
      watcher_(watcher),
      now_(power_on),
      broker_(broker::Options{}, store_, broker_pool_, broker_observer),
      network_(traits_.network, broker_, *this),
      partner_(broker_, broker_pool_, now_,
               [this](std::string_view topic, std::string_view payload) {
                 watcher_.on_message(topic, payload);
               }),
      errands_(traits_.network.lookup_time),
      modem_(config, pool_, observer, now_) {
  modem_.dte_opened(now_);
  settle();
}

void NetworkedWorld::type(std::string_view octets) {
  if (!is_port_open_) return;
  typed_ += octets;
  settle();
}

void NetworkedWorld::open_port() {
  if (is_port_open_) return;
  is_port_open_ = true;
  is_reading_ = true;
  modem_.dte_opened(now_);
  settle();
}

void NetworkedWorld::close_port() {
  if (!is_port_open_) return;
  is_port_open_ = false;
  typed_.clear();
  modem_.dte_closed(now_);
  settle();
}

void NetworkedWorld::set_reading(bool reads) {
  is_reading_ = reads;
  settle();
}

void NetworkedWorld::publish(std::string_view topic, std::string_view payload, mqtt::Qos qos) {
  partner_.publish(topic, payload, qos, now_);
  settle();
}

void NetworkedWorld::set_data_connection(bool stands) {
  modem_.set_data_connection(stands, now_);
  settle();
}

Time NetworkedWorld::next_time() const {
  return std::max(now_, std::min({modem_.deadline(), broker_.deadline(), network_.next_time(),
                                  errands_.next_time()}));
}

void NetworkedWorld::step(Time time) {
  CHECK(time >= now_);
  now_ = time;
  const std::uint64_t tie =
      mix(traits_.network.tie_seed ^ static_cast<std::uint64_t>(now_.time_since_epoch().count()));
  const bool is_network_first = tie % 2 == 0;
  if (is_network_first) step_network();
  if (errands_.next_time() <= now_) modem_.on_network_event(errands_.take(), now_);
  if (modem_.deadline() <= now_) modem_.on_time(now_);
  if (broker_.deadline() <= now_) broker_.on_time(now_);
  settle();
  if (!is_network_first) step_network();
}

void NetworkedWorld::step_network() {
  if (network_.next_time() <= now_) network_.step(now_);
  settle();
}

void NetworkedWorld::on_link(int link, const LinkEvent& event) {
  if (const auto* received = std::get_if<LinkReceived>(&event)) {
    watcher_.on_link_octets(link, Direction::received, received->octets);
  } else if (std::holds_alternative<LinkOpened>(event)) {
    watcher_.on_link(link, true);
  } else if (std::holds_alternative<LinkClosed>(event)) {
    watcher_.on_link(link, false);
  }
  modem_.on_link(link, event, now_);
}

void NetworkedWorld::settle() {
  for (int step = 0; step < steps_max; ++step) {
    bool is_busy = perform_actions();
    is_busy = write_to_dte() || is_busy;
    for (int link = 0; link < link_count; ++link) is_busy = write_to_link(link) || is_busy;
    if (!is_busy && !read_from_dte()) {
      network_.serve_broker(now_);
      partner_.read();
      return;
    }
  }
  check_failed("the modem comes to rest", __FILE__, __LINE__);
}

bool NetworkedWorld::perform_actions() {
  bool has_done = false;
  while (const std::optional<Action> action = modem_.next_action()) {
    std::visit([this](const auto& what) { perform(what); }, *action);
    has_done = true;
  }
  return has_done;
}

bool NetworkedWorld::write_to_dte() {
  const std::string_view output = modem_.dte_output();
  if (!is_port_open_ || !is_reading_ || output.empty()) return false;
  const std::string octets(output);
  modem_.dte_written(octets.size(), now_);
  watcher_.on_line_octets(Direction::sent, octets);
  return true;
}

bool NetworkedWorld::read_from_dte() {
  if (typed_.empty() || !modem_.wants_dte_octets()) return false;
  const std::string piece = typed_.substr(0, traits_.piece_size);
  const std::size_t taken = modem_.receive(piece, now_);
  watcher_.on_line_octets(Direction::received, std::string_view(piece).substr(0, taken));
  typed_.erase(0, taken);
  return taken > 0;
}

bool NetworkedWorld::write_to_link(int link) {
  const std::string_view output = modem_.link_output(link);
  const std::size_t count = std::min(output.size(), network_.room(link));
  if (count == 0) return false;
  watcher_.on_link_octets(link, Direction::sent, output.substr(0, count));
  network_.send(link, output.substr(0, count), now_);
  modem_.on_link(link, LinkSent{count}, now_);
  return true;
}

void NetworkedWorld::perform(const OpenLink& action) {
  paused_.at(at(action.link)) = false;
  network_.open(action, now_);
}

void NetworkedWorld::perform(const CloseLink& action) {
  if (network_.is_open(action.link)) watcher_.on_link(action.link, false);
  network_.close(action.link, now_);
}

void NetworkedWorld::perform(const StoreAction& action) {
  const bool is_import = action.kind == StoreAction::Kind::import_certificate;
  modem_.on_stored(is_import ? StoreResult{"there is no file of that name", {}} : StoreResult{},
                   now_);
}

}  // namespace atmqtt::sim
