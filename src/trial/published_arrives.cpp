#include "base/escape.hpp"
#include "trial/invariants.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <string>

namespace atmqtt::trial {
namespace {

/// Each payload of a plan is published once.
class PublishedArrives final : public Invariant {
 public:
  PublishedArrives()
      : Invariant("PUB of QoS 1 arrives at least once, of QoS 2 exactly once, in a kept session") {}

  void on_answer(const Answer& answer) override {
    if (!answer.is_ok) return;
    const std::string name = command_name(answer.line);
    const auto client = static_cast<std::size_t>(number_in(answer.line, 0));
    if (client >= payload_.size()) return;
    if (name == "+CMQTTPAYLOAD") payload_[client] = answer.data;
    if (name == "+CMQTTPUB") accepted_[payload_[client]] = number_in(answer.line, 1);
  }

  void on_message(std::string_view, std::string_view payload) override {
    ++arrived_[std::string(payload)];
  }

  void on_calm(const TypedLines&) override {
    for (const auto& [payload, qos] : accepted_) {
      const int count = arrived_[payload];
      if ((qos == 1 && count == 0) || (qos == 2 && count != 1)) {
        violate(fmt::format("the message \"{}\" of QoS {} has arrived {} times",
                            escape(payload.substr(0, 40)), qos, count));
      }
    }
  }

 private:
  std::array<std::string, link_count> payload_;
  std::map<std::string, int> accepted_;  ///< QoS by payload
  std::map<std::string, int> arrived_;
};

}  // namespace

std::unique_ptr<Invariant> published_arrives() { return std::make_unique<PublishedArrives>(); }

}  // namespace atmqtt::trial
