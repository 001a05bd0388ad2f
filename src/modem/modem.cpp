#include "atmqtt/modem.hpp"

#include "modem/parts.hpp"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace atmqtt {

/// The parts and the turn: each call hands its input to one part, then lets everything that has
/// become possible happen, until nothing more does.
class Modem::Implementation {
 public:
  Implementation(const ModemConfig& config, BufferPool& pool, Observer& observer, Time now,
                 const PowerOn& found)
      : config_(config),
        pool_(pool),
        observer_(observer),
        parts_(std::make_unique<Parts>(config, pool, observer, now, found)) {
    if (!config.settings.boot_on_open) parts_->device.power().switch_on();
  }

  void dte_opened(Time now) {
    begin(now);
    parts_->line.attach();
    parts_->device.power().port_opened();
    settle();
  }

  void dte_closed(Time now) {
    begin(now);
    parts_->service.dte_closed();
    parts_->line.detach();
    settle();
  }

  std::size_t receive(std::string_view octets, Time now) {
    begin(now);
    const std::size_t count = parts_->line.receive(octets, now);
    settle();
    return count;
  }

  [[nodiscard]] bool wants_dte_octets() const { return parts_->line.wants_octets(); }
  [[nodiscard]] std::string_view dte_output() const { return parts_->line.writer().view(); }

  void dte_written(std::size_t count, Time now) {
    begin(now);
    parts_->line.writer().pop(count);
    parts_->service.dte_written();
    settle();
  }

  void on_link(int link, const LinkEvent& event, Time now) {
    begin(now);
    parts_->service.on_link(link, event);
    settle();
  }

  [[nodiscard]] std::string_view link_output(int link) const {
    return parts_->service.client(link).link_output();
  }

  void on_stored(const StoreResult& result, Time now) {
    begin(now);
    parts_->store.answer(result);
    settle();
  }

  void on_network_event(const NetworkEvent& event, Time now) {
    begin(now);
    parts_->device.network_tools().on_event(event);
    settle();
  }

  void set_data_connection(bool stands, Time now) {
    begin(now);
    parts_->device.packet_data().set_carried(stands);
    parts_->device.update();
    settle();
  }

  [[nodiscard]] Time deadline() const {
    return std::min(
        {parts_->line.deadline(), parts_->device.deadline(), parts_->service.deadline()});
  }

  void on_time(Time now) {
    begin(now);
    parts_->line.on_time(now);
    parts_->service.on_time();
    settle();
  }

  std::optional<Action> next_action() {
    std::vector<Action>& actions = parts_->actions;
    if (next_action_ == actions.size()) {
      actions.clear();
      next_action_ = 0;
      return std::nullopt;
    }
    return std::move(actions[next_action_++]);
  }

  void shut_down(Time now) {
    begin(now);
    parts_->device.network_tools().shut_down();
    parts_->service.shut_down();
    settle();
  }

  [[nodiscard]] bool is_quiet() const {
    return parts_->line.is_quiet() && parts_->line.writer().view().empty() &&
           parts_->service.is_quiet() && parts_->device.is_quiet();
  }

 private:
  void begin(Time now) { parts_->now = now; }

  void settle() {
    bool has_more = true;
    while (has_more) {
      has_more = advance();
      if (is_power_change_due()) {
        change_power();
        has_more = true;
      }
    }
  }

  /// What the keeper is still writing belongs to the time before.
  [[nodiscard]] bool is_power_change_due() const {
    return parts_->device.power().requested() && !parts_->store.is_waiting();
  }

  /// Returns whether more can be processed.
  bool advance() {
    Parts& parts = *parts_;
    parts.device.on_time();
    parts.line.flush(parts.now);  // what the device says by itself stands before further answers
    if (!parts.device.power().is_on()) parts.line.drop_input();
    const bool has_more = !parts.device.power().requested() && parts.line.advance(parts.now);
    if (!has_asked_for_end_ && !parts.line.missing_command().empty()) {
      has_asked_for_end_ = true;
      parts.actions.emplace_back(EndProcess{std::string(parts.line.missing_command())});
    }
    parts.line.flush(parts.now);
    parts.service.settle();
    return has_more;
  }

  /// The answer of the command that asks for it is written. A reset tells the DTE what it takes
  /// away, the end of power tells nothing.
  void change_power() {
    const bool is_restart = parts_->device.power().requested() == device::Power::Change::restart;
    parts_->device.packet_data().lose();
    if (is_restart) parts_->line.flush(parts_->now);
    auto next = std::make_unique<Parts>(config_, pool_, observer_, parts_->now, PowerOn{});
    next->take_over(*parts_);
    parts_ = std::move(next);
    if (is_restart) {
      parts_->device.power().switch_on();
    } else {
      parts_->device.power().switch_off();
    }
  }

  const ModemConfig& config_;
  BufferPool& pool_;
  Observer& observer_;
  std::unique_ptr<Parts> parts_;  ///< from power-on to the next reset
  std::size_t next_action_ = 0;
  bool has_asked_for_end_ = false;
};

Modem::Modem(const ModemConfig& config, BufferPool& pool, Observer& observer, Time now,
             const PowerOn& power_on)
    : implementation_(std::make_unique<Implementation>(config, pool, observer, now, power_on)) {}

Modem::Modem(Modem&&) noexcept = default;
Modem& Modem::operator=(Modem&&) noexcept = default;
Modem::~Modem() = default;

void Modem::dte_opened(Time now) { implementation_->dte_opened(now); }

void Modem::dte_closed(Time now) { implementation_->dte_closed(now); }

std::size_t Modem::receive(std::string_view octets, Time now) {
  return implementation_->receive(octets, now);
}

bool Modem::wants_dte_octets() const { return implementation_->wants_dte_octets(); }

std::string_view Modem::dte_output() const { return implementation_->dte_output(); }

void Modem::dte_written(std::size_t count, Time now) { implementation_->dte_written(count, now); }

void Modem::on_link(int link, const LinkEvent& event, Time now) {
  implementation_->on_link(link, event, now);
}

std::string_view Modem::link_output(int link) const { return implementation_->link_output(link); }

void Modem::on_stored(const StoreResult& result, Time now) {
  implementation_->on_stored(result, now);
}

void Modem::on_network_event(const NetworkEvent& event, Time now) {
  implementation_->on_network_event(event, now);
}

void Modem::set_data_connection(bool stands, Time now) {
  implementation_->set_data_connection(stands, now);
}

Time Modem::deadline() const { return implementation_->deadline(); }

void Modem::on_time(Time now) { implementation_->on_time(now); }

std::optional<Action> Modem::next_action() { return implementation_->next_action(); }

void Modem::shut_down(Time now) { implementation_->shut_down(now); }

bool Modem::is_quiet() const { return implementation_->is_quiet(); }

}  // namespace atmqtt
