#pragma once

#include "atmqtt/modem.hpp"
#include "atmqtt/observer.hpp"
#include "mqtt/control_packet.hpp"
#include "trial/output_reader.hpp"
#include "trial/plan.hpp"
#include "trial/typed_lines.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atmqtt::trial {

/// A command line with its final result code.
struct Answer {
  std::string line{};  ///< without its CR
  std::string data{};
  std::vector<std::string> information{};
  bool is_ok{};
};

/// Something that must hold in every trial, whatever happens in it. It is told what passes at the
/// edges of the modem and says the first thing that breaks it. All texts are valid during the call.
class Invariant {
 public:
  explicit Invariant(std::string_view name) : name_(name) {}
  Invariant(const Invariant&) = delete;
  Invariant& operator=(const Invariant&) = delete;
  virtual ~Invariant() = default;

  /// The modem has said something; `typed` is what the host has typed and not got an answer to yet.
  virtual void on_item(const Item&, const TypedLines& /*typed*/) {}
  virtual void on_answer(const Answer&) {}
  /// The port was closed before this command line got a final result code.
  virtual void on_unanswered(std::string_view /*line*/) {}
  virtual void on_port(bool /*is_open*/) {}

  virtual void on_link(int /*client*/, bool /*stands*/) {}
  virtual void on_packet(int /*client*/, Direction, const mqtt::RawPacket&, mqtt::Version) {}
  /// The broker has passed a message of the modem on.
  virtual void on_message(std::string_view /*topic*/, std::string_view /*payload*/) {}

  /// Time has passed, or something has come.
  virtual void on_step(const Modem&) {}

  /// All faults are over, the host is connected, nothing is on its way.
  virtual void on_calm(const TypedLines& /*typed*/) {}

  [[nodiscard]] std::string_view name() const { return name_; }
  /// Empty: it holds.
  [[nodiscard]] const std::string& violation() const { return violation_; }

 protected:
  void violate(std::string text) {
    if (violation_.empty()) violation_ = std::move(text);
  }

 private:
  std::string_view name_;
  std::string violation_;
};

/// Those that can be asked of a trial of this plan: a hostile host may switch off what the others
/// are read by.
[[nodiscard]] std::vector<std::unique_ptr<Invariant>> invariants_for(const Plan& plan);

}  // namespace atmqtt::trial
