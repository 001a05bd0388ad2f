#include "app/record.hpp"

#include "app/foreign_modem.hpp"
#include "app/live_answer.hpp"
#include "app/live_stage.hpp"
#include "app/process_limits.hpp"
#include "app/profile.hpp"
#include "app/script.hpp"
#include "app/served_modem.hpp"
#include "base/escape.hpp"
#include "base/limits.hpp"
#include "io/event_loop.hpp"
#include "io/hmac.hpp"
#include "io/resolver.hpp"
#include "sim/recording.hpp"
#include "sim/words.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

namespace atmqtt::app {
namespace {

using Done = tl::expected<void, Failure>;
using std::chrono::steady_clock;

/// When nothing has come for so long behind an answer, the next line of a script is typed.
constexpr Duration quiet_time = std::chrono::milliseconds(300);

/// Output that took longer has the time it took written before it, so that whoever plays the
/// dialogue waits for it, too.
constexpr Duration gap_min = std::chrono::seconds(5);

constexpr std::string_view wait_mark = "! wait ";

/// Plays a script on a stage and writes down what happens.
class Recorder {
 public:
  Recorder(io::EventLoop& loop, LiveStage& stage, const Settings& settings, io::UniqueFd file)
      : stage_(stage),
        script_(loop, stage),
        recording_({.topic = settings.rx_topic_chunk, .payload = settings.rx_payload_chunk}),
        file_(std::move(file)) {}

  Done run() {
    while (stage_.is_open() && !script_.has_ended()) {
      take_output();
      if (script_.has_line()) {
        if (auto typed = type(script_.take_line()); !typed) return typed;
        if (!is_terminal_) await_answer();
      } else {
        Duration left = std::chrono::hours(24);
        static_cast<void>(stage_.wait(left));
      }
    }
    if (script_.is_too_long()) {
      return tl::unexpected(
          bad_usage(fmt::format("standard input:{}: the line has more than {} octets",
                                script_.line_number() + 1, limits::script_line_size_max)));
    }
    await_quiet();
    recording_.end_output();
    return write();
  }

 private:
  Done type(const std::string& line) {
    if (line.starts_with(wait_mark)) return wait(std::string_view(line).substr(wait_mark.size()));
    std::string octets = line + "\r";
    if (ends_with_prompt(answer_)) {
      if (!unescape(line, octets)) {
        return tl::unexpected(bad_usage(
            fmt::format("standard input:{}: unknown escape in '{}' (known: \\r \\n \\t \\0 \\\\ "
                        "\\xNN)",
                        script_.line_number(), line)));
      }
      recording_.enter_data(octets);
    } else {
      command_ = line;
      recording_.type_line(line);
    }
    answer_.clear();
    last_event_ = steady_clock::now();
    if (auto typed = stage_.type(octets); !typed) return tl::unexpected(not_opened(typed.error()));
    return write();
  }

  Done wait(std::string_view text) {
    const auto duration = sim::parse_duration(text);
    if (!duration) {
      return tl::unexpected(
          bad_usage(fmt::format("standard input:{}: {}", script_.line_number(), duration.error())));
    }
    recording_.wait(*duration);
    last_event_ = steady_clock::now() + *duration;
    Duration left = *duration;
    while (stage_.wait(left)) take_output();
    return {};
  }

  void await_answer() {
    Duration left = stage_.patience();
    while (!is_answered(command_, answer_) && stage_.wait(left)) take_output();
    await_quiet();
  }

  void await_quiet() {
    do {
      take_output();
      Duration left = quiet_time;
      while (stage_.output().empty() && stage_.wait(left)) {
      }
    } while (!stage_.output().empty());
  }

  void take_output() {
    const std::string output(stage_.output());
    if (output.empty()) return;
    stage_.consume_output(output.size());
    const auto now = steady_clock::now();
    const Duration gap = now - last_event_;
    if (gap >= gap_min) {
      recording_.wait(std::chrono::floor<std::chrono::seconds>(gap) - std::chrono::seconds(1));
    }
    last_event_ = std::max(last_event_, now);
    recording_.receive(output);
    answer_ += output;
    std::fwrite(output.data(), 1, output.size(), stdout);
    std::fflush(stdout);
  }

  /// What is known, at once: the session may end in whatever way.
  Done write() {
    const std::string text = recording_.take_text();
    if (::write(file_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size())) {
      return {};
    }
    return tl::unexpected(not_opened(io::system_error("the recording").text));
  }

  LiveStage& stage_;
  Script script_;
  sim::Recording recording_;
  io::UniqueFd file_;
  std::string command_;
  std::string answer_;  ///< what has come since something was typed
  steady_clock::time_point last_event_ = steady_clock::now();
  bool is_terminal_ = ::isatty(STDIN_FILENO) != 0;
};

/// The top of the dialogue: what it has to be played with to be the same.
std::string head(const CheckOptions& options) {
  std::string text = "# Recorded by atmqtt " ATMQTT_VERSION;
  if (options.against) return text + " from " + options.against->text + ".\n";
  const std::string profile = options.profile.value_or("sim8200");
  text += ".\n";
  text += is_profile_file(profile)
              ? "# Its profile is a file: check it with --profile " + profile + "\n"
              : "# profile: " + profile + "\n";
  for (const SettingOption& setting : options.settings) {
    text += fmt::format("# set: {}={}\n", setting.key, setting.value);
  }
  return text + fmt::format("# broker: {}\n", text_of(options.broker.value_or(NamedBrokers{})));
}

/// A file that is there may be a recording in which somebody has worked.
tl::expected<io::UniqueFd, Failure> create_file(const CheckOptions& options) {
  io::UniqueFd file(::open(options.record->c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  const std::string text = head(options);
  if (!file.is_open() ||
      ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return tl::unexpected(not_opened("--record " + io::system_error(*options.record).text));
  }
  fmt::print(stderr, "atmqtt: recording to {}: all that is typed, passwords and keys too\n",
             *options.record);
  return file;
}

Done record_on(io::EventLoop& loop, LiveTarget& target, const CheckOptions& options,
               const Settings& settings) {
  LiveStage stage(loop, target);
  if (auto opened = stage.open(); !opened) return tl::unexpected(not_opened(opened.error().text));
  if (auto begun = stage.begin(false); !begun) return tl::unexpected(not_opened(begun.error()));
  auto file = create_file(options);
  if (!file) return tl::unexpected(file.error());
  return Recorder(loop, stage, settings, std::move(*file)).run();
}

}  // namespace

tl::expected<void, Failure> record(const CheckOptions& options) {
  prepare_process();
  auto settings = load_profile(options.profile.value_or("sim8200"));
  if (!settings) return tl::unexpected(settings.error());
  if (auto done = override_settings(*settings, options.settings); !done) return done;
  io::Resolver resolver;
  io::EventLoop loop(resolver);
  if (options.against) {
    ForeignModem modem(loop, options.against->port);
    return record_on(loop, modem, options, *settings);
  }
  const ModemConfig config{*settings, &io::hmac};
  const io::ServerMap server_map =
      map_to(options.server_map, options.broker.value_or(NamedBrokers{}));
  ServedModem modem(loop, config, server_map);
  return record_on(loop, modem, options, *settings);
}

}  // namespace atmqtt::app
