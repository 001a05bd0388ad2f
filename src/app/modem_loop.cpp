#include "app/modem_loop.hpp"

#include <chrono>
#include <utility>
#include <vector>

namespace atmqtt::app {
namespace {

/// How long servers have to take our DISCONNECT.
constexpr std::chrono::seconds end_time{2};

}  // namespace

io::ModemRunner& ModemLoop::add(const ModemConfig& config, std::unique_ptr<Observer> observer,
                                io::AsyncPtr<io::DtePort> port, io::ModemState state) {
  auto runner = io::make_async<io::ModemRunner>(loop_, config, server_map_, std::move(observer),
                                                *this, std::move(port), std::move(state));
  io::ModemRunner* const key = runner.get();
  runners_.emplace(key, std::move(runner));
  return *key;
}

void ModemLoop::shut_down() {
  end_timer_.expires_after(end_time);
  end_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) drop_all();
  });
  // Those that end at once leave the map.
  std::vector<io::ModemRunner*> runners;
  for (const auto& [runner, owner] : runners_) runners.push_back(runner);
  for (io::ModemRunner* runner : runners) runner->shut_down();
}

void ModemLoop::drop_all() {
  for (std::size_t count = std::exchange(runners_, {}).size(); count > 0; --count) {
    listener_.on_modem_ended(*this, io::PortEnd::done);
  }
}

void ModemLoop::on_command_missing(io::ModemRunner&, const std::string& command) {
  listener_.on_command_missing(command);
}

void ModemLoop::on_runner_ended(io::ModemRunner& runner, io::PortEnd end) {
  runners_.erase(&runner);
  listener_.on_modem_ended(*this, end);
}

}  // namespace atmqtt::app
