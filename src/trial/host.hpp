#pragma once

#include "atmqtt/time.hpp"
#include "sim/networked_world.hpp"
#include "trial/output_reader.hpp"
#include "trial/plan.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::trial {

/// A command line as a careful host sends it: one at a time, the data behind the prompt, and then
/// it waits for the final result code and for the result that follows an OK.
struct Exchange {
  std::string line{};
  std::string data{};
  bool has_result{};  ///< a result follows OK
  int client = -1;    ///< -1: the command is of no client
};

// One function per command, for plans and for whoever brings a modem back.
[[nodiscard]] Exchange start_service();
[[nodiscard]] Exchange stop_service();
[[nodiscard]] Exchange acquire(const Plan& plan, int client);
[[nodiscard]] Exchange connect(const Plan& plan, int client);
[[nodiscard]] Exchange disconnect(int client);
[[nodiscard]] Exchange release(int client);
[[nodiscard]] Exchange enter(std::string_view command, int client, std::string_view data);
[[nodiscard]] Exchange publish(int client, int qos);
[[nodiscard]] Exchange subscribe(int client, int qos, std::string_view filter);
[[nodiscard]] Exchange unsubscribe(int client, std::string_view filter);

/// The host of a trial: does the host's events of a plan one after the other. Tasks it performs
/// with care, whatever the modem and the network do; what is typed it types.
class Host {
 public:
  /// Both must outlive the host. It begins at `begin`.
  Host(const Plan& plan, sim::NetworkedWorld& world, Time begin);

  /// Adds something behind what is to be done.
  void add(const Event& event) { events_.push_back(event); }

  /// When it wants to act, or `never`: it is done, or waits.
  [[nodiscard]] Time next_time() const;
  void act();
  void on_item(const Item& item);
  [[nodiscard]] bool is_done() const { return !running_ && next_ == events_.size(); }

 private:
  struct Running {
    Exchange exchange;
    Time limit;
    bool is_data_due = false;  ///< the prompt has come
    std::optional<bool> is_ok{};
    std::optional<int> err{};  ///< of the last result line of this command
    bool is_result_seen = false;
  };

  static std::size_t at(int client) { return static_cast<std::size_t>(client); }
  void perform(const Task& task);
  void perform(const Typed& typed);
  void perform(const OpenPort&);
  void perform(const ClosePort&);
  void perform(const Reading& reading);
  template <typename Other>
  void perform(const Other&) {}

  void finish_event();
  [[nodiscard]] std::optional<Exchange> next_exchange(const Task& task) const;
  [[nodiscard]] std::vector<Exchange> own_exchanges(const Task& task) const;
  void begin(Exchange exchange);
  void finish_if_done();
  void learn(const Running& done);
  void lose_all();

  const Plan& plan_;
  sim::NetworkedWorld& world_;
  std::vector<Event> events_;
  std::size_t next_ = 0;
  Time ready_;
  std::size_t step_ = 0;  ///< of the task
  int failures_ = 0;      ///< within the task
  std::optional<Running> running_;

  // What it knows from what it was told.
  bool is_started_ = false;
  std::array<bool, link_count> is_acquired_{};
  std::array<bool, link_count> is_connected_{};
};

}  // namespace atmqtt::trial
