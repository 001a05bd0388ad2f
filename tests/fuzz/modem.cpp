// Whatever host, servers, links and time do, cuts do not show in the output and the modem answers.
//
// The input is a dialogue; expectations, and lines that cannot be understood, are left out. Besides
// the checks of the modem and of its world this checks that no client breaks the protocol towards
// a server that keeps it, that what waits for the host is bounded, that no deadline stays in the
// past, and that the modem answers in the end.

#include "base/check.hpp"
#include "base/limits.hpp"
#include "input.hpp"
#include "modem/profiles.hpp"
#include "modem/settings.hpp"
#include "sim/dialogue.hpp"
#include "sim/dialogue_settings.hpp"
#include "sim/virtual_world.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace atmqtt::sim {
namespace {

using std::chrono::minutes;

/// Bounds on what one input costs.
constexpr std::size_t typed_size_max = 256 * 1024;
constexpr Duration waiting_max = std::chrono::hours(1);

/// One more message may be begun while there is room, whose size nothing else bounds.
constexpr std::size_t output_size_max = limits::dte_output_size_max + 3 * 256 * 1024;

struct Play {
  Settings settings;
  std::vector<Step> steps;
};

/// Each line is read by itself, so that one that is no line spoils no other.
Play read_play(std::string_view text) {
  Play play;
  std::size_t typed_size = 0;
  Duration waiting{};
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    auto dialogue = parse_dialogue("fuzz.at", line);
    if (!dialogue) continue;
    for (const std::string& name : dialogue->profiles) {
      if (const Profile* profile = find_profile(name)) {
        play.settings = {};
        profile->apply(play.settings);
      }
    }
    (void)apply_settings(*dialogue, play.settings);
    for (Step& step : dialogue->steps) {
      if (const auto* data = std::get_if<EnterData>(&step.what)) typed_size += data->octets.size();
      if (const auto* action = std::get_if<WorldAction>(&step.what)) waiting += action->duration;
      if (typed_size > typed_size_max || waiting > waiting_max) return play;
      play.steps.push_back(std::move(step));
    }
  }
  return play;
}

class Player {
 public:
  Player(const Settings& settings, std::size_t piece_size) : world_({.settings = settings}) {
    world_.set_piece_size(piece_size);
  }

  void run(const Step& step) {
    std::visit([this](const auto& what) { run(what); }, step.what);
    CHECK(world_.deadline() > world_.now());
    CHECK(world_.modem().dte_output().size() <= output_size_max);
    seen_ += world_.take_output();
  }

  /// Everything that was under way comes to its end; then the modem answers.
  void finish(bool answers, bool is_provoked) {
    world_.release_store();
    if (!world_.is_dte_attached()) world_.open_dte();
    world_.let_dte_read(unlimited);
    world_.advance(minutes(10));
    seen_ += world_.take_output();
    world_.type("\rATE1V1\r");
    const std::string answer = world_.take_output();
    CHECK(!answers || answer.find("\r\nOK\r\n") != std::string::npos);
    for (int client = 0; client < link_count; ++client) {
      CHECK(is_provoked || world_.server(client).violation().empty());
    }
    seen_ += answer;
  }

  [[nodiscard]] const std::string& seen() const { return seen_; }

 private:
  void run(const TypeLine& typed) { type(typed.text + '\r'); }
  void run(const EnterData& data) { type(data.octets); }
  void run(const TypeOctets& typed) { type(typed.octets); }
  void run(const WorldAction& action) { (void)action.perform(world_); }
  template <class Expectation>
  void run(const Expectation&) {}

  void type(std::string_view octets) {
    if (world_.is_dte_attached()) world_.type(octets);
  }

  VirtualWorld world_;
  std::string seen_;
};

/// Whether the input may have taken the answer away in good order: the modem is off, or other
/// registers than the factory's end lines and word answers.
bool may_be_silent(std::string_view text) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  const auto has = [&upper](std::string_view word) {
    return upper.find(word) != std::string::npos;
  };
  return has("POF") || has("POWD") || has("BOOT") || has("CRESET") || has("CFUN") || has("Q1") ||
         has("S3") || has("S03") || has("S4") || has("S5");
}

std::string play(const Play& play, std::size_t piece_size, bool answers, bool is_provoked) {
  Player player(play.settings, piece_size);
  for (const Step& step : play.steps) player.run(step);
  player.finish(answers, is_provoked);
  return player.seen();
}

}  // namespace
}  // namespace atmqtt::sim

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view text = fuzz::as_text(data, size);
  const sim::Play read = sim::read_play(text);
  if (read.steps.empty()) return 0;
  const bool answers = !sim::may_be_silent(text);
  const bool is_provoked = text.find("server send") != std::string_view::npos;
  CHECK(sim::play(read, sim::unlimited, answers, is_provoked) ==
        sim::play(read, 1, answers, is_provoked));
  return 0;
}
