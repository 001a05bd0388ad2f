#include "device/network_tools.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace atmqtt::device {
namespace {

/// <err> of +CDNSGIP: the general error of the look-up.
constexpr int dns_general_error = 10;

constexpr std::string_view no_data = "the module has no data connection";

/// <err> of +CNTP.
enum class NtpErr : unsigned char { success = 0, unknown = 1, network = 4, time_out = 6 };

NtpErr err_of(TimeFailure failure) {
  switch (failure) {
    case TimeFailure::network: return NtpErr::network;
    case TimeFailure::no_answer: return NtpErr::time_out;
    case TimeFailure::refused: break;
  }
  return NtpErr::unknown;
}

}  // namespace

NetworkTools::NetworkTools(const DeviceSettings& settings, at::Interpreter& line,
                           Observer& observer, std::vector<Action>& actions, PacketData& data,
                           Clock& clock)
    : settings_(settings),
      line_(line),
      observer_(observer),
      actions_(actions),
      data_(data),
      clock_(clock),
      time_server_(std::string_view(settings.ntp_server)),
      time_zone_(settings.ntp_zone) {
  data.add_user(*this);
}

void NetworkTools::on_event(const NetworkEvent& event) {
  std::visit([this](const auto& each) { handle(each); }, event);
}

void NetworkTools::on_network_lost() {
  abandon_look_up(std::string(no_data));
  if (!ping_) return;
  actions_.emplace_back(StopPing{});
  abandon_ping(std::string(no_data));
}

void NetworkTools::shut_down() {
  const std::string why = "the modem is shut down";
  abandon_look_up(why);
  if (ping_) actions_.emplace_back(StopPing{});
  if (ping_ && ping_->address.empty()) abandon_ping(why);
  ping_.reset();
  asks_time_ = false;
}

// -- Names

at::Reply NetworkTools::look_up(std::string_view host) {
  if (!data_.is_attached()) {
    return at::Reply::error(std::string(no_data)).with(0, dns_general_error);
  }
  look_up_ = std::make_unique<LookUp>(LookUp{line_.line_number(), std::string(host)});
  actions_.emplace_back(LookUpName{std::string(host)});
  return at::Reply::pending();
}

void NetworkTools::handle(const NameFound& event) {
  const auto asked = std::exchange(look_up_, nullptr);
  if (!asked || !line_.is_pending(asked->line_number)) return;
  // A context is IPv4 if nothing else is asked of it, so that is what hosts expect to read.
  const auto is_v4 = [](const std::string& text) { return text.find(':') == std::string::npos; };
  const auto v4 = std::ranges::find_if(event.addresses, is_v4);
  const std::string& address = v4 == event.addresses.end() ? event.addresses.front() : *v4;
  line_.writer().information(fmt::format("+CDNSGIP: 1,\"{}\",\"{}\"", asked->host, address));
  line_.finish(asked->line_number, at::Reply::ok());
}

void NetworkTools::handle(const NameNotFound& event) { abandon_look_up(event.reason); }

void NetworkTools::abandon_look_up(const std::string& why) {
  const auto asked = std::exchange(look_up_, nullptr);
  if (asked) line_.finish(asked->line_number, at::Reply::error(why).with(0, dns_general_error));
}

// -- Ping

at::Reply NetworkTools::ping(StartPing request) {
  if (!data_.is_attached()) return at::Reply::error(std::string(no_data));
  if (ping_) return at::Reply::error("a ping is on its way");
  ping_ = std::make_unique<Ping>(
      Ping{.line_number = line_.line_number(), .request = request, .address = {}});
  actions_.emplace_back(std::move(request));
  return at::Reply::pending();
}

at::Reply NetworkTools::stop_ping() {
  if (!ping_) return at::Reply::error("there is no ping on its way");
  actions_.emplace_back(StopPing{});
  summarize_ping();
  return at::Reply::ok();
}

void NetworkTools::handle(const PingStarted& event) {
  if (!ping_) return;
  ping_->address = event.address;
  line_.finish(ping_->line_number, at::Reply::ok());
}

void NetworkTools::handle(const PingFailed& event) { abandon_ping(event.reason); }

/// Before the first request went out the command itself fails.
void NetworkTools::abandon_ping(const std::string& why) {
  if (!ping_) return;
  if (!ping_->address.empty()) return summarize_ping();
  const auto failed = std::exchange(ping_, nullptr);
  line_.finish(failed->line_number, at::Reply::error(why));
}

void NetworkTools::handle(const PingReply& event) {
  if (!ping_) return;
  const auto time = std::chrono::round<std::chrono::milliseconds>(event.round_trip);
  ping_->least = ping_->received == 0 ? time : std::min(ping_->least, time);
  ping_->most = std::max(ping_->most, time);
  ping_->sum += time;
  ++ping_->received;
  line_.post_urc(fmt::format("+CPING: 1,{},{},{},{}", ping_->address, ping_->request.size,
                             time.count(), event.ttl));
  end_ping_if_complete();
}

void NetworkTools::handle(const PingLost&) {
  if (!ping_) return;
  ++ping_->lost;
  line_.post_urc("+CPING: 2");
  end_ping_if_complete();
}

void NetworkTools::end_ping_if_complete() {
  if (ping_->received + ping_->lost == ping_->request.count) summarize_ping();
}

void NetworkTools::summarize_ping() {
  const auto ended = std::exchange(ping_, nullptr);
  const int received = ended->received;
  const auto average = received == 0 ? 0 : ended->sum.count() / received;
  line_.post_urc(fmt::format("+CPING: 3,{},{},{},{},{},{}", received + ended->lost, received,
                             ended->lost, ended->least.count(), ended->most.count(), average));
}

// -- Time

void NetworkTools::set_time_server(std::string_view host, int zone) {
  time_server_ = host;
  time_zone_ = zone;
}

at::Reply NetworkTools::ask_time() {
  if (asks_time_) return at::Reply::error("the time is asked for already");
  asks_time_ = true;
  if (!data_.is_attached()) {
    handle(TimeNotTold{TimeFailure::network, std::string(no_data)});
  } else if (settings_.ntp_source == TimeSource::system) {
    actions_.emplace_back(AskTime{});
  } else {
    actions_.emplace_back(
        AskTime{std::string(time_server_), static_cast<std::uint16_t>(settings_.ntp_port)});
  }
  return at::Reply::ok();
}

void NetworkTools::handle(const TimeTold& event) {
  if (!std::exchange(asks_time_, false)) return;
  clock_.set(event.utc, time_zone_);
  line_.post_result(fmt::format("+CNTP: {}", static_cast<int>(NtpErr::success)));
}

void NetworkTools::handle(const TimeNotTold& event) {
  if (!std::exchange(asks_time_, false)) return;
  const int err = static_cast<int>(err_of(event.failure));
  observer_.on_why(fmt::format("why CNTP -> {}: {}", err, event.reason));
  line_.post_result(fmt::format("+CNTP: {}", err));
}

}  // namespace atmqtt::device
