#pragma once

#include "atmqtt/observer.hpp"
#include "broker/observer.hpp"
#include "mqtt/packet_reader.hpp"
#include "sim/networked_world.hpp"
#include "sim/octet_hash.hpp"
#include "trial/invariant.hpp"
#include "trial/output_reader.hpp"
#include "trial/trial.hpp"
#include "trial/typed_lines.hpp"

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::trial {

/// Stands at the edges of a modem, makes items, answers and packets of the octets that pass, and
/// tells them to the invariants and to the host.
class Witness final : public sim::WorldWatcher, public Observer, public broker::Observer {
 public:
  using OnItem = std::function<void(const Item& item)>;

  /// `plan` and `look` must outlive the witness.
  Witness(const Plan& plan, const Look& look);

  /// Who is told each item besides.
  void set_listener(OnItem on_item) { on_item_ = std::move(on_item); }
  /// From now on nobody asks the invariants; the hashes go on.
  void end_invariants() { is_asked_ = false; }

  void on_step(const Modem& modem);
  void on_port(bool is_open);
  void on_calm();
  void set_time(Time now) { now_ = now; }
  void log(std::string_view who, std::string_view text) const;

  /// Puts what is broken into the verdict, and the figures.
  void report(Verdict& verdict) const;

 private:
  /// Both directions of a link.
  struct Link {
    explicit Link(BufferPool& pool) : received(pool), sent(pool) {}
    mqtt::PacketReader received;
    mqtt::PacketReader sent;
    mqtt::Version version = mqtt::Version::v3_1_1;
    bool is_readable = true;
  };

  void on_line_octets(Direction direction, std::string_view octets) override;
  void on_link(int link, bool stands) override;
  void on_link_octets(int link, Direction direction, std::string_view octets) override;
  void on_message(std::string_view topic, std::string_view payload) override;

  [[nodiscard]] bool is_tracing() const override { return look_.log != nullptr; }
  // What the modem traces tells people more than the octets do; those are shown already.
  void on_line(Direction, std::string_view) override {}
  void on_packet(int client, Direction direction, std::string_view text) override;
  void on_why(std::string_view text) override;

  void on_packet(broker::ConnectionId, Direction, const mqtt::RawPacket&, mqtt::Version) override {}
  void on_event(broker::ConnectionId connection, std::string_view text) override;
  void on_loss(std::string_view text) override;
  void on_violation(broker::ConnectionId connection, std::string_view text) override;

  void take_item(const Item& item);
  template <typename Tell>
  void tell(const Tell& tell) {
    if (!is_asked_) return;
    for (const auto& invariant : invariants_) {
      const bool was_broken = !invariant->violation().empty();
      tell(*invariant);
      if (!was_broken && !invariant->violation().empty()) {
        log("BROKEN", std::string(invariant->name()) + ": " + invariant->violation());
      }
    }
  }

  const Look& look_;
  Time now_;
  BufferPool pool_;
  std::vector<std::unique_ptr<Invariant>> invariants_;
  OnItem on_item_;
  bool is_asked_ = true;
  TypedLines typed_;
  OutputReader output_;
  std::vector<std::string> information_;
  std::array<Link, link_count> links_;
  sim::OctetHash octets_;
  sim::OctetHash output_hash_;
  std::size_t message_count_ = 0;
  std::size_t group_count_ = 0;
};

}  // namespace atmqtt::trial
