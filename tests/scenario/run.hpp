#pragma once

#include "scenario/documented_modem.hpp"
#include "scenario/injection.hpp"
#include "scenario/scenario.hpp"
#include "sim/virtual_world.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::scenario {

/// Plays a scenario on a modem, with at most one failure, beside the documented modem, and compares
/// all that the host and the servers see. Afterwards it reads back over the line what the client
/// is, connects again, and puts everything down and up once more.
class Run {
 public:
  Run(const Scenario& scenario, std::size_t piece_size);

  /// The first difference, with its place; empty if there is none.
  [[nodiscard]] std::string play(const std::optional<Injection>& injection);

 private:
  // One step (run.cpp).
  void perform(const Step& step);
  void perform_command(const Step& step);
  void perform_with_incoming(const Step& step);
  void type_command(const Step& step);
  void deliver(int client, const Incoming& incoming);
  void complete(const Step& step);
  void release_received(int client);
  void check_packets(const Step& step, const std::vector<std::string>& expected);

  // A step in which something fails (run_failure.cpp). They say whether the scenario goes on.
  [[nodiscard]] bool perform_with(const Step& step, const Injection& injection);
  [[nodiscard]] bool fail_before(const Step& step, const Injection& injection);
  [[nodiscard]] bool fail_entering(const Step& step, const Injection& injection);
  [[nodiscard]] bool fail_opening(const Step& step, const Injection& injection);
  [[nodiscard]] bool fail_under_way(const Step& step, const Injection& injection);
  void begin_under_way(const Step& step, Moment moment, std::optional<mqtt::PacketType> answer);
  void inject(int client, Failure failure, bool is_stuck);
  void doom(int client, int ping_err);
  void leave_and_return();
  void come_back();
  void unblock();

  // Afterwards (aftermath.cpp).
  void look_back();
  void read_all();
  void probe_caches(int client);
  void probe_received(int client);
  void start_over();

  // What all need (run.cpp).
  void expect(std::string_view what);
  void pass_until(Time time);
  void pass_next();
  void run_out();
  void run_out_result(int client);
  void observe();
  void differ(std::string text);
  [[nodiscard]] bool has_differed() const { return !difference_.empty(); }

  struct Seen {
    std::size_t packet_count = 0;   ///< what observe() has seen
    std::size_t checked_count = 0;  ///< what check_packets() has compared
    Time last_sent{};               ///< when the server got something
    bool is_ping_unanswered = false;
  };
  struct Delivered {
    int client{};
    Incoming incoming;
    int identifier{};
  };
  [[nodiscard]] Seen& seen(int client) { return seen_.at(static_cast<std::size_t>(client)); }

  const Scenario& scenario_;
  ModemConfig config_;
  sim::VirtualWorld world_;
  DocumentedModem modem_;
  std::string difference_;
  std::array<Seen, 2> seen_;
  int last_identifier_ = 100;          ///< of messages of the servers
  std::vector<Delivered> unreleased_;  ///< QoS 2 messages for which the server has sent no PUBREL
};

}  // namespace atmqtt::scenario
