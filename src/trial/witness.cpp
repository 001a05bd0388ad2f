#include "trial/witness.hpp"

#include "base/escape.hpp"
#include "mqtt/decode.hpp"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <utility>

namespace atmqtt::trial {

Witness::Witness(const Plan& plan, const Look& look)
    : look_(look), invariants_(invariants_for(plan)), links_{Link(pool_), Link(pool_)} {}

void Witness::log(std::string_view who, std::string_view text) const {
  if (!look_.log) return;
  const double seconds = std::chrono::duration<double>(now_.time_since_epoch()).count() - 3'600'000;
  look_.log(fmt::format("{:12.6f}  {:<10} {}", seconds, who, text));
}

void Witness::on_step(const Modem& modem) {
  tell([&](Invariant& invariant) { invariant.on_step(modem); });
}

void Witness::on_port(bool is_open) {
  while (const auto line = typed_.finish(false)) {
    tell([&](Invariant& invariant) { invariant.on_unanswered(line->text); });
  }
  typed_.drop();
  output_.drop();
  information_.clear();
  tell([&](Invariant& invariant) { invariant.on_port(is_open); });
}

void Witness::on_calm() {
  tell([&](Invariant& invariant) { invariant.on_calm(typed_); });
}

void Witness::report(Verdict& verdict) const {
  verdict.octets = octets_.value();
  verdict.output = output_hash_.value();
  verdict.messages = message_count_;
  verdict.groups = group_count_;
  if (!verdict.is_good()) return;
  for (const auto& invariant : invariants_) {
    if (invariant->violation().empty()) continue;
    verdict.invariant = invariant->name();
    verdict.text = invariant->violation();
    return;
  }
}

void Witness::on_line_octets(Direction direction, std::string_view octets) {
  octets_.add(octets);
  if (direction == Direction::received) {
    log("host", fmt::format("> {}", escape(octets)));
    return typed_.type(octets);
  }
  const std::string changed = look_.disturb ? look_.disturb(octets) : std::string();
  if (look_.disturb) octets = changed;
  output_hash_.add(octets);
  log("modem", fmt::format("< {}", escape(octets)));
  for (const Item& item : output_.read(octets)) take_item(item);
}

void Witness::take_item(const Item& item) {
  tell([&](Invariant& invariant) { invariant.on_item(item, typed_); });
  if (const auto* line = std::get_if<TextLine>(&item)) information_.push_back(line->text);
  if (std::holds_alternative<Group>(item)) ++group_count_;
  if (std::holds_alternative<Prompt>(item)) static_cast<void>(typed_.prompt());
  if (const auto* code = std::get_if<FinalCode>(&item)) {
    if (auto line = typed_.finish(code->is_ok)) {
      const Answer answer{std::move(line->text), std::move(line->data),
                          std::exchange(information_, {}), code->is_ok};
      tell([&](Invariant& invariant) { invariant.on_answer(answer); });
    }
  }
  if (on_item_) on_item_(item);
}

void Witness::on_link(int link, bool stands) {
  Link& at = links_.at(static_cast<std::size_t>(link));
  at.received.reset();
  at.sent.reset();
  at.is_readable = true;
  log("link", fmt::format("client {} {}", link, stands ? "stands" : "is closed"));
  tell([&](Invariant& invariant) { invariant.on_link(link, stands); });
}

void Witness::on_link_octets(int link, Direction direction, std::string_view octets) {
  octets_.add(octets);
  Link& at = links_.at(static_cast<std::size_t>(link));
  mqtt::PacketReader& reader = direction == Direction::sent ? at.sent : at.received;
  constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
  while (at.is_readable && !octets.empty()) {
    const auto packet = reader.read(octets, {any, any});
    at.is_readable = packet.has_value();
    if (!packet || !*packet) break;
    if ((*packet)->type() == mqtt::PacketType::connect) {
      if (const auto connect = decode_connect(**packet)) at.version = connect->version;
    }
    tell([&](Invariant& invariant) { invariant.on_packet(link, direction, **packet, at.version); });
  }
}

void Witness::on_message(std::string_view topic, std::string_view payload) {
  ++message_count_;
  log("partner", fmt::format("gets {} octets of {}", payload.size(), escape(topic)));
  tell([&](Invariant& invariant) { invariant.on_message(topic, payload); });
}

void Witness::on_packet(int client, Direction direction, std::string_view text) {
  log("packet",
      fmt::format("client {} {} {}", client, direction == Direction::sent ? '>' : '<', text));
}

void Witness::on_why(std::string_view text) { log("modem", text); }

void Witness::on_event(broker::ConnectionId connection, std::string_view text) {
  log("broker", fmt::format("connection {}: {}", connection, text));
}

void Witness::on_loss(std::string_view text) { log("broker", text); }

void Witness::on_violation(broker::ConnectionId connection, std::string_view text) {
  log("broker", fmt::format("connection {}: the client breaks the protocol: {}", connection, text));
}

}  // namespace atmqtt::trial
