#pragma once

#include "app/live_target.hpp"
#include "atmqtt/config.hpp"
#include "atmqtt/link.hpp"
#include "io/connection_port.hpp"
#include "io/event_loop.hpp"
#include "io/modem_runner.hpp"
#include "io/server_map.hpp"

#include <array>

namespace atmqtt::app {

/// A modem of ours in this process, in real time and with real servers. A host may come and go.
class ServedModem final : public LiveTarget, public io::RunnerListener {
 public:
  /// Power-on. Needs: the references outlive the object.
  ServedModem(io::EventLoop& loop, const ModemConfig& config, const io::ServerMap& server_map);

  /// Runs the loop until the servers have taken the DISCONNECT, for a short time.
  ~ServedModem() override;

  [[nodiscard]] io::OpenedFd open_line() override;
  [[nodiscard]] bool is_new() const override { return true; }
  [[nodiscard]] bool shows_packets() const override { return true; }
  [[nodiscard]] std::span<const std::string> packets(int client) const override;
  [[nodiscard]] std::vector<std::string> reasons() const override { return heard_.reasons; }

 private:
  /// What the modem has told.
  struct Heard {
    std::array<std::vector<std::string>, link_count> packets;
    std::vector<std::string> reasons;
  };
  class Listening;

  /// The dialogue sees the ERROR; the process has other dialogues to play.
  void on_command_missing(io::ModemRunner&, const std::string&) override {}
  void on_runner_ended(io::ModemRunner& runner, io::PortEnd end) override;

  io::EventLoop& loop_;
  Heard heard_;
  io::ConnectionPort* port_ = nullptr;  ///< the runner's
  io::AsyncPtr<io::ModemRunner> runner_;
};

}  // namespace atmqtt::app
