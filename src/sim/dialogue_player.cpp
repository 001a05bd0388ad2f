#include "sim/dialogue_player.hpp"

#include "atmqtt/link.hpp"
#include "sim/rx_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace atmqtt::sim {
namespace {

/// What a client sends by itself when time passes.
constexpr std::string_view keep_alive = "PINGREQ";

/// Whether the dialogue has a line about packets, and must therefore name them all.
bool has_packets(const Dialogue& dialogue) {
  return std::ranges::any_of(dialogue.steps, [](const Step& step) {
    return std::holds_alternative<ExpectPacket>(step.what);
  });
}

/// Nothing, or a difference whose line and reasons are still to be added.
using Verdict = std::optional<Difference>;

Verdict differ(std::string text) { return Difference{.text = std::move(text)}; }

Verdict differ(std::string text, std::string_view expected, std::string_view got) {
  return Difference{.text = std::move(text), .sides = compare(expected, got)};
}

Verdict verdict_of(const Stage::Done& done) { return done ? Verdict() : differ(done.error()); }

class Player {
 public:
  Player(const Dialogue& dialogue, const Settings& settings, Stage& stage)
      : dialogue_(dialogue),
        chunks_{.topic = settings.rx_topic_chunk, .payload = settings.rx_payload_chunk},
        echoes_data_(settings.echo_data == DataEcho::follows_ate),
        echo_(dialogue.echo),
        looks_at_packets_(has_packets(dialogue)),
        stage_(stage) {}

  Verdict play() {
    if (Verdict verdict = verdict_of(stage_.begin(echo_))) return report(1, std::move(verdict));
    for (const Step& step : dialogue_.steps) {
      Verdict verdict = std::visit([this](const auto& what) { return run(what); }, step.what);
      if (!verdict) verdict = find_violation();
      if (verdict) return report(step.line, std::move(verdict));
    }
    stage_.come_to_rest();
    Verdict verdict = begin_step();
    if (!verdict) verdict = expect_silence();
    if (!verdict) return std::nullopt;
    verdict->text = "at the end of the dialogue " + verdict->text;
    return report(dialogue_.steps.empty() ? 1 : dialogue_.steps.back().line, std::move(verdict));
  }

 private:
  /// What is expected of the packets of one server.
  struct Packets {
    std::size_t seen = 0;   ///< number of packets that lie behind us
    bool expected = false;  ///< the step has lines about them, so keep-alives count as well
  };

  Verdict run(const TypeLine& typed) {
    if (Verdict verdict = expect_silence()) return verdict;
    const std::string octets = typed.text + "\r";
    if (Verdict verdict = type(octets)) return verdict;
    return echo_ ? expect(Pattern(octets)) : std::nullopt;
  }

  Verdict run(const EnterData& data) {
    if (Verdict verdict = expect_silence()) return verdict;
    if (Verdict verdict = type(data.octets)) return verdict;
    return echo_ && echoes_data_ ? expect(Pattern(data.octets)) : std::nullopt;
  }

  Verdict run(const TypeOctets& typed) { return type(typed.octets); }

  Verdict run(const ExpectOutput& output) { return expect(output.pattern); }

  Verdict run(const ExpectMessage& message) {
    return expect(Pattern(rx_group(message.client, message.topic, message.payload, chunks_)));
  }

  Verdict run(const ExpectPacket& packet) {
    Packets& packets = packets_of(packet.client);
    packets.expected = true;
    const bool is_nothing = packet.text == "nothing";
    const auto received = stage_.packets(packet.client, packets.seen + (is_nothing ? 0 : 1));
    const bool is_there = packets.seen < received.size();
    if (is_nothing && !is_there) return std::nullopt;
    const std::string& got = is_there ? received[packets.seen++] : nothing_;
    std::string_view beginning = packet.text;
    if (beginning.ends_with("...")) {
      beginning.remove_suffix(3);
      if (got.starts_with(beginning)) return std::nullopt;
    }
    if (got == packet.text) return std::nullopt;
    return differ(fmt::format("the server of client {} has received something else", packet.client),
                  packet.text, got);
  }

  Verdict run(const ExpectEcho& echo) {
    echo_ = echo.on;
    return std::nullopt;
  }

  Verdict run(const WorldAction& action) {
    if (Verdict verdict = begin_step()) return verdict;
    return verdict_of(stage_.perform(action));
  }

  Verdict type(std::string_view octets) {
    if (Verdict verdict = begin_step()) return verdict;
    return verdict_of(stage_.type(octets));
  }

  Verdict expect(const Pattern& pattern) {
    Duration left = stage_.patience();
    Pattern::Match match = pattern.match(stage_.output());
    while (match.kind == Pattern::Match::Kind::incomplete && stage_.wait(left)) {
      match = pattern.match(stage_.output());
    }
    if (match.kind != Pattern::Match::Kind::complete) {
      return differ("the modem has sent something else", pattern.text(), stage_.output());
    }
    stage_.consume_output(match.size);
    return std::nullopt;
  }

  Verdict expect_silence() {
    if (stage_.output().empty()) return std::nullopt;
    return differ("the modem has sent what no line expects", "", stage_.output());
  }

  /// Something new is going to happen: what was to be seen until now must have been seen.
  Verdict begin_step() {
    for (int client = 0; client < link_count; ++client) {
      const auto received = stage_.packets(client, 0);
      Packets& packets = packets_of(client);
      for (; packets.seen < received.size(); ++packets.seen) {
        const std::string& packet = received[packets.seen];
        if (!packets.expected && (!looks_at_packets_ || packet == keep_alive)) continue;
        return differ(
            fmt::format("the server of client {} has received what no line expects", client), "",
            packet);
      }
      packets.expected = false;
    }
    return std::nullopt;
  }

  Verdict find_violation() {
    auto violation = stage_.violation();
    return violation ? differ(std::move(*violation)) : std::nullopt;
  }

  Verdict report(int line, Verdict verdict) const {
    verdict->line = line;
    verdict->reasons = stage_.reasons();
    return verdict;
  }

  Packets& packets_of(int client) { return packets_.at(static_cast<std::size_t>(client)); }

  const Dialogue& dialogue_;
  RxChunks chunks_;
  bool echoes_data_;
  bool echo_;
  bool looks_at_packets_;
  Stage& stage_;
  std::array<Packets, link_count> packets_;
  std::string nothing_ = "nothing";
};

}  // namespace

std::optional<std::string> find_objection(const Dialogue& dialogue, const Stage& stage) {
  for (const Step& step : dialogue.steps) {
    const auto objection = stage.objection(step);
    if (objection) return fmt::format("line {}: {}", step.line, *objection);
  }
  return std::nullopt;
}

std::optional<Difference> play(const Dialogue& dialogue, const Settings& settings, Stage& stage) {
  return Player(dialogue, settings, stage).play();
}

}  // namespace atmqtt::sim
