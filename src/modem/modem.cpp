#include "atmqtt/modem.hpp"

#include "modem/parts.hpp"

#include <algorithm>
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
        parts_(config, pool, observer, now, found),
        line_(parts_.line),
        service_(parts_.service) {
    if (!config.settings.boot_on_open) power_on(now);
  }

  void dte_opened(Time now) {
    begin(now);
    line_.attach();
    if (is_waiting_for_opening_) power_on(now);
    settle();
  }

  void dte_closed(Time now) {
    begin(now);
    service_.dte_closed();
    line_.detach();
    settle();
  }

  std::size_t receive(std::string_view octets, Time now) {
    begin(now);
    // While it boots the module hears nothing.
    if (now < boot_time_ && boot_time_ != never) return octets.size();
    const std::size_t count = line_.receive(octets, now);
    settle();
    return count;
  }

  [[nodiscard]] bool wants_dte_octets() const { return line_.wants_octets(); }
  [[nodiscard]] std::string_view dte_output() const { return line_.writer().view(); }

  void dte_written(std::size_t count, Time now) {
    begin(now);
    line_.writer().pop(count);
    service_.dte_written();
    settle();
  }

  void on_link(int link, const LinkEvent& event, Time now) {
    begin(now);
    service_.on_link(link, event);
    settle();
  }

  [[nodiscard]] std::string_view link_output(int link) const {
    return parts_.service.client(link).link_output();
  }

  void on_stored(const StoreResult& result, Time now) {
    begin(now);
    parts_.store.answer(result);
    settle();
  }

  void set_data_connection(bool stands, Time now) {
    begin(now);
    service_.set_data_connection(stands);
    settle();
  }

  [[nodiscard]] Time deadline() const {
    return std::min({boot_time_, line_.deadline(), service_.deadline()});
  }

  void on_time(Time now) {
    begin(now);
    line_.on_time(now);
    service_.on_time();
    settle();
  }

  std::optional<Action> next_action() {
    std::vector<Action>& actions = parts_.actions;
    if (next_action_ == actions.size()) {
      actions.clear();
      next_action_ = 0;
      return std::nullopt;
    }
    return std::move(actions[next_action_++]);
  }

  void shut_down(Time now) {
    begin(now);
    service_.shut_down();
    settle();
  }

  [[nodiscard]] bool is_quiet() const {
    return line_.is_quiet() && line_.writer().view().empty() && service_.is_quiet() &&
           boot_time_ == never;
  }

 private:
  void begin(Time now) { parts_.now = now; }

  void power_on(Time now) {
    is_waiting_for_opening_ = false;
    boot_time_ = now + config_.settings.boot_delay;
  }

  void print_boot_lines() {
    boot_time_ = never;
    std::string_view lines = config_.settings.boot_lines;
    while (!lines.empty()) {
      const std::string_view line = lines.substr(0, lines.find('\n'));
      line_.post_urc(line);
      lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    }
  }

  void settle() {
    if (parts_.now >= boot_time_) print_boot_lines();
    bool has_more = true;
    while (has_more) {
      has_more = line_.advance(parts_.now);
      line_.flush(parts_.now);
      service_.settle();
    }
  }

  const ModemConfig& config_;
  Parts parts_;
  at::Interpreter& line_;
  cmqtt::Service& service_;
  std::size_t next_action_ = 0;
  Time boot_time_ = never;  ///< when the boot lines are due
  bool is_waiting_for_opening_ = config_.settings.boot_on_open;
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

void Modem::set_data_connection(bool stands, Time now) {
  implementation_->set_data_connection(stands, now);
}

Time Modem::deadline() const { return implementation_->deadline(); }

void Modem::on_time(Time now) { implementation_->on_time(now); }

std::optional<Action> Modem::next_action() { return implementation_->next_action(); }

void Modem::shut_down(Time now) { implementation_->shut_down(now); }

bool Modem::is_quiet() const { return implementation_->is_quiet(); }

}  // namespace atmqtt
