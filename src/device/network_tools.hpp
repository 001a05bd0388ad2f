#pragma once

#include "at/interpreter.hpp"
#include "at/reply.hpp"
#include "atmqtt/action.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/network_event.hpp"
#include "atmqtt/observer.hpp"
#include "base/compact_text.hpp"
#include "device/clock.hpp"
#include "device/packet_data.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::device {

/// What the module does in the network for its host besides MQTT: it looks names up (+CDNSGIP),
/// pings (+CPING) and asks for the time (+CNTP). Each is done outside, one of a kind at a time.
class NetworkTools final : public NetworkUser {
 public:
  /// All references must outlive it.
  NetworkTools(const DeviceSettings& settings, at::Interpreter& line, Observer& observer,
               std::vector<Action>& actions, PacketData& data, Clock& clock);

  /// The answer to the command is given when the name is looked up.
  [[nodiscard]] at::Reply look_up(std::string_view host);

  /// OK is given when the first request goes out; the replies follow as URCs.
  [[nodiscard]] at::Reply ping(StartPing request);
  /// Ends it with the summary of what there was.
  [[nodiscard]] at::Reply stop_ping();

  /// The result follows OK. The clock is set by it, in the zone that was given with the server.
  [[nodiscard]] at::Reply ask_time();
  [[nodiscard]] std::string_view time_server() const { return time_server_; }
  [[nodiscard]] int time_zone() const { return time_zone_; }
  /// `zone` in quarters of an hour.
  void set_time_server(std::string_view host, int zone);

  void on_event(const NetworkEvent& event);

  /// Gives everything up that is on its way. Only a command that waits for its answer gets one.
  void shut_down();
  [[nodiscard]] bool is_quiet() const { return !ping_ && !asks_time_; }

 private:
  struct LookUp {
    std::uint32_t line_number{};
    std::string host;
  };

  struct Ping {
    std::uint32_t line_number{};
    StartPing request;
    std::string address;  ///< empty until the first request goes out
    int received = 0;
    int lost = 0;
    std::chrono::milliseconds least{}, most{}, sum{};
  };

  /// Not beyond the command that runs.
  bool uses_network() const override { return false; }
  void on_network_lost() override;

  void handle(const NameFound& event);
  void handle(const NameNotFound& event);
  void handle(const PingStarted& event);
  void handle(const PingFailed& event);
  void handle(const PingReply& event);
  void handle(const PingLost& event);
  void handle(const TimeTold& event);
  void handle(const TimeNotTold& event);

  void abandon_look_up(const std::string& why);
  void abandon_ping(const std::string& why);
  void end_ping_if_complete();
  void summarize_ping();

  const DeviceSettings& settings_;
  at::Interpreter& line_;
  Observer& observer_;
  std::vector<Action>& actions_;
  const PacketData& data_;
  Clock& clock_;
  std::unique_ptr<LookUp> look_up_;  ///< while there is one, likewise the next
  std::unique_ptr<Ping> ping_;
  bool asks_time_ = false;
  CompactText time_server_;
  int time_zone_;
};

}  // namespace atmqtt::device
