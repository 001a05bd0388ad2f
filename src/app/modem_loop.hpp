#pragma once

#include "atmqtt/config.hpp"
#include "io/event_loop.hpp"
#include "io/modem_runner.hpp"
#include "io/timer.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace atmqtt::app {

class ModemLoop;

/// Is called in the thread of the loop.
class ModemLoopListener {
 public:
  /// As io::RunnerListener says; the modem is gone already.
  virtual void on_modem_ended(ModemLoop& loop, io::PortEnd end) = 0;
  virtual void on_command_missing(const std::string& command) = 0;

 protected:
  ~ModemLoopListener() = default;
};

/// All modems of one event loop. It is used in the thread of that loop, or while nobody runs it.
class ModemLoop final : public io::RunnerListener {
 public:
  /// Needs: the references outlive the object.
  ModemLoop(io::EventLoop& loop, const io::ServerMap& server_map, ModemLoopListener& listener)
      : loop_(loop), server_map_(server_map), listener_(listener), end_timer_(loop.context()) {}

  [[nodiscard]] io::EventLoop& event_loop() { return loop_; }

  /// Switches a modem on, which waits to be started. Needs: what is given belongs to this loop;
  /// `config` outlives it.
  io::ModemRunner& add(const ModemConfig& config, std::unique_ptr<Observer> observer,
                       io::AsyncPtr<io::DtePort> port, io::ModemState state = {});

  /// Shuts the modems down in good order; on_modem_ended() follows for each. They have ended when
  /// their servers have taken our DISCONNECT, or have had time enough for it.
  void shut_down();

 private:
  void on_command_missing(io::ModemRunner& runner, const std::string& command) override;
  void on_runner_ended(io::ModemRunner& runner, io::PortEnd end) override;
  void drop_all();

  io::EventLoop& loop_;
  const io::ServerMap& server_map_;
  ModemLoopListener& listener_;
  io::Timer end_timer_;
  std::unordered_map<io::ModemRunner*, io::AsyncPtr<io::ModemRunner>> runners_;
};

}  // namespace atmqtt::app
