#include "support/dialogue_player.hpp"

#include "support/dialogue_settings.hpp"
#include "support/difference.hpp"
#include "support/rx_group.hpp"
#include "support/virtual_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <utility>
#include <variant>

namespace atmqtt::support {
namespace {

/// So much time passes by itself for a piece of expected output: more than the pause between a
/// result and an RX group, less than anything that a dialogue would want to see happen.
constexpr Duration patience = std::chrono::milliseconds(10);

/// What a client sends by itself when time passes.
constexpr std::string_view keep_alive = "PINGREQ";

/// Whether the dialogue has a line about packets, and must therefore name them all.
bool has_packets(const Dialogue& dialogue) {
  return std::ranges::any_of(dialogue.steps, [](const Step& step) {
    return std::holds_alternative<ExpectPacket>(step.what);
  });
}

/// Nothing, or the sentences about a difference.
using Verdict = std::optional<std::string>;

class Player {
 public:
  Player(const Dialogue& dialogue, ModemConfig config, std::size_t piece_size)
      : dialogue_(dialogue),
        chunks_{.topic = config.settings.rx_topic_chunk,
                .payload = config.settings.rx_payload_chunk},
        echoes_data_(config.settings.echo_data == DataEcho::follows_ate),
        echo_(dialogue.echo),
        looks_at_packets_(has_packets(dialogue)),
        world_(std::move(config)) {
    world_.set_piece_size(piece_size);
  }

  Verdict play() {
    if (!echo_) switch_echo_off();
    for (const Step& step : dialogue_.steps) {
      Verdict verdict = std::visit([this](const auto& what) { return run(what); }, step.what);
      if (!verdict) verdict = find_violation();
      if (verdict) return report(step.line, *verdict);
    }
    Verdict verdict = begin_step();
    if (!verdict) verdict = expect_silence();
    const int last_line = dialogue_.steps.empty() ? 1 : dialogue_.steps.back().line;
    return verdict ? Verdict(report(last_line, "at the end of the dialogue " + *verdict))
                   : std::nullopt;
  }

 private:
  /// What is expected of the packets of one server.
  struct Packets {
    std::size_t seen = 0;   ///< number of packets that lie behind us
    bool expected = false;  ///< the step has lines about them, so keep-alives count as well
  };

  void switch_echo_off() {
    world_.type("ATE0\r");
    world_.consume_output(world_.output().size());
  }

  Verdict run(const TypeLine& typed) {
    if (Verdict verdict = expect_silence()) return verdict;
    const std::string octets = typed.text + "\r";
    if (Verdict verdict = type(octets)) return verdict;
    return echo_ ? expect(octets) : std::nullopt;
  }

  Verdict run(const EnterData& data) {
    if (Verdict verdict = expect_silence()) return verdict;
    if (Verdict verdict = type(data.octets)) return verdict;
    return echo_ && echoes_data_ ? expect(data.octets) : std::nullopt;
  }

  Verdict run(const TypeOctets& typed) { return type(typed.octets); }

  Verdict run(const ExpectOutput& output) { return expect(output.octets); }

  Verdict run(const ExpectMessage& message) {
    return expect(rx_group(message.client, message.topic, message.payload, chunks_));
  }

  Verdict run(const ExpectPacket& packet) {
    const std::vector<std::string>& received = world_.server(packet.client).received();
    Packets& packets = packets_of(packet.client);
    packets.expected = true;
    const bool is_there = packets.seen < received.size();
    if (packet.text == "nothing" && !is_there) return std::nullopt;
    const std::string& got = is_there ? received[packets.seen++] : "nothing";
    std::string_view beginning = packet.text;
    if (beginning.ends_with("...")) {
      beginning.remove_suffix(3);
      if (got.starts_with(beginning)) return std::nullopt;
    }
    if (got == packet.text) return std::nullopt;
    return fmt::format("the server of client {} has received something else\n{}", packet.client,
                       describe_difference(packet.text, got));
  }

  Verdict run(const ExpectEcho& echo) {
    echo_ = echo.on;
    return std::nullopt;
  }

  Verdict run(const WorldAction& action) {
    if (Verdict verdict = begin_step()) return verdict;
    const auto done = action(world_);
    return done ? std::nullopt : Verdict(done.error());
  }

  Verdict type(std::string_view octets) {
    if (Verdict verdict = begin_step()) return verdict;
    if (!world_.is_dte_attached()) return "there is no DTE that could type";
    world_.type(octets);
    return std::nullopt;
  }

  Verdict expect(std::string_view octets) {
    Duration left = patience;
    while (world_.output().size() < octets.size() && octets.starts_with(world_.output())) {
      const Duration pause =
          world_.deadline() == never ? Duration::max() : world_.deadline() - world_.now();
      if (pause > left) break;
      world_.advance(pause);
      left -= pause;
    }
    if (!world_.output().starts_with(octets)) {
      return fmt::format("the modem has sent something else\n{}",
                         describe_difference(octets, world_.output()));
    }
    world_.consume_output(octets.size());
    return std::nullopt;
  }

  Verdict expect_silence() {
    if (world_.output().empty()) return std::nullopt;
    return fmt::format("the modem has sent what no line expects\n{}",
                       describe_difference("", world_.output()));
  }

  /// Something new is going to happen: what was to be seen until now must have been seen.
  Verdict begin_step() {
    for (int client = 0; client < link_count; ++client) {
      const std::vector<std::string>& received = world_.server(client).received();
      Packets& packets = packets_of(client);
      for (; packets.seen < received.size(); ++packets.seen) {
        const std::string& packet = received[packets.seen];
        if (!packets.expected && (!looks_at_packets_ || packet == keep_alive)) continue;
        return fmt::format("the server of client {} has received what no line expects\n{}", client,
                           describe_difference("", packet));
      }
      packets.expected = false;
    }
    return std::nullopt;
  }

  Verdict find_violation() {
    for (int client = 0; client < link_count; ++client) {
      const std::string& violation = world_.server(client).violation();
      if (!violation.empty()) {
        return fmt::format("client {} has broken the protocol: {}", client, violation);
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string report(int line, std::string_view verdict) const {
    std::string text = fmt::format("{}:{}: {}", dialogue_.name, line, verdict);
    for (const std::string& reason : world_.reasons()) text += "\n  the modem said: " + reason;
    return text;
  }

  Packets& packets_of(int client) { return packets_.at(static_cast<std::size_t>(client)); }

  const Dialogue& dialogue_;
  RxChunks chunks_;
  bool echoes_data_;
  bool echo_;
  bool looks_at_packets_;
  VirtualWorld world_;
  std::array<Packets, link_count> packets_;
};

}  // namespace

std::optional<std::string> play(const Dialogue& dialogue, const PlayOptions& options) {
  auto settings = settings_of(dialogue);
  if (!settings) return settings.error();
  ModemConfig config{.settings = std::move(*settings), .hmac = options.hmac};
  return Player(dialogue, std::move(config), options.piece_size).play();
}

}  // namespace atmqtt::support
