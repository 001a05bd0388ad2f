#include "sim/server_end.hpp"

#include "base/check.hpp"

#include <fmt/format.h>

#include <utility>

namespace atmqtt::sim {
namespace {

using broker::Occasion;
using mqtt::PacketType;

/// Not MQTT in any way: a reserved packet type, and a Remaining Length that does not end.
constexpr std::string_view garbage = "\xFF\xFF\xFF\xFF\xFF\xFF";

broker::Deed deed_of(ServerFailure failure) {
  switch (failure) {
    case ServerFailure::close: return broker::Hang{broker::End::closed};
    case ServerFailure::reset: return broker::Hang{broker::End::reset};
    case ServerFailure::silence: return broker::FallSilent{};
    case ServerFailure::garbage: return broker::Replace{std::string(garbage)};
  }
  check_failed("a failure is one of its kinds", __FILE__, __LINE__);
}

}  // namespace

void ServerEnd::link_closed() {
  if (const auto closed = std::exchange(connection_, std::nullopt)) broker_->link_closed(*closed);
}

void ServerEnd::refuse_next(int return_code) {
  add_rule({.name = "refuse",
            .type = PacketType::connect,
            .count = 1,
            .deed = broker::Refuse{static_cast<std::uint8_t>(return_code)}});
}

void ServerEnd::set_session_present_next(bool present) {
  add_rule({.name = "session-present",
            .type = PacketType::connect,
            .count = 1,
            .deed = broker::ClaimSession{present}});
}

void ServerEnd::grant_next(std::string return_codes) {
  add_rule({.name = "grant",
            .type = PacketType::subscribe,
            .count = 1,
            .deed = broker::Grant{std::move(return_codes)}});
}

void ServerEnd::withhold(PacketType type) {
  withheld_.push_back(type);
  add_rule({.name = fmt::format("withhold {}", static_cast<int>(type)),
            .occasion = Occasion::sending,
            .type = type,
            .deed = broker::Withhold{}});
}

void ServerEnd::release() {
  for (const PacketType type : std::exchange(withheld_, {})) {
    broker_->remove_rule(rule_name(fmt::format("withhold {}", static_cast<int>(type))));
  }
  if (connection_) broker_->release(*connection_);
}

void ServerEnd::send(std::string_view octets) {
  if (connection_) broker_->send(*connection_, octets);
}

void ServerEnd::publish(const mqtt::Publish& message) {
  if (connection_) broker_->publish(*connection_, message);
}

void ServerEnd::hang(broker::End end) {
  if (connection_) broker_->hang(*connection_, end);
}

void ServerEnd::fall_silent() {
  if (connection_) broker_->fall_silent(*connection_);
}

void ServerEnd::fail_at_packet(std::size_t packets_before, ServerFailure failure) {
  CHECK(packets_before >= received_.size());
  add_rule({.name = "fail",
            .skip = packets_before - received_.size(),
            .count = 1,
            .deed = deed_of(failure)});
}

void ServerEnd::on_violation(std::string_view reason) {
  if (violation_.empty()) violation_ = reason;
}

void ServerEnd::add_rule(broker::Rule rule) {
  rule.name = rule_name(rule.name);
  rule.peer = peer_;
  broker_->add_rule(std::move(rule));
}

std::string ServerEnd::rule_name(std::string_view name) const {
  return fmt::format("{}: {}", peer_, name);
}

}  // namespace atmqtt::sim
