#include "app/sim/trials_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <thread>
#include <utility>

namespace atmqtt::app {
namespace {

constexpr const char* sim_text =
    "Plays random hosts, brokers and networks against the modem in virtual time and looks whether\n"
    "all that must hold does. A seed stands for one such world: what happens in it is the same on\n"
    "every machine.";

constexpr const char* sim_footer =
    "Each seed that fails is shown with the fewest of its events that still do it, and with the\n"
    "command that repeats it. The exit status is 0 when all invariants hold, 1 when one is "
    "broken,\n"
    "2 for a wrong option.\n\n"
    "Examples:\n"
    "  atmqtt-sim --seeds 1-2000\n"
    "      as the tests do\n"
    "  atmqtt-sim --seed 17 --verbose\n"
    "      all that happens in one: lines, packets, and what the broker says\n"
    "  atmqtt-sim --seed 17 --only 3,4,9 --verbose\n"
    "      the same with three of its events only; none leaves all of them out";

constexpr std::string_view hint = "; atmqtt-sim --help lists what is allowed";
constexpr int jobs_max = 64;

template <typename Number>
bool parse(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

tl::expected<std::vector<std::size_t>, Failure> parse_events(std::string_view text) {
  std::vector<std::size_t> events;
  if (text == "none") return events;
  for (std::string_view rest = text; true;) {
    const std::size_t comma = rest.find(',');
    if (!parse(rest.substr(0, comma), events.emplace_back())) {
      return refusal(fmt::format("--only {}: must be numbers with commas between, or none", text));
    }
    if (comma == std::string_view::npos) return events;
    rest.remove_prefix(comma + 1);
  }
}

tl::expected<void, Failure> parse_seeds(std::string_view text, TrialsOptions& options) {
  const std::size_t dash = text.find('-');
  const bool is_range =
      dash != std::string_view::npos && parse(text.substr(0, dash), options.first) &&
      parse(text.substr(dash + 1), options.last) && options.first <= options.last &&
      options.last < std::numeric_limits<std::uint64_t>::max();
  if (is_range) return {};
  return refusal(fmt::format("--seeds {}: must be two numbers A-B, A not above B", text));
}

}  // namespace

tl::expected<std::variant<TrialsOptions, std::string>, Failure> parse_trials_options(
    Arguments arguments) {
  TrialsOptions options;
  options.jobs = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, jobs_max);
  std::string seeds;
  std::string seed;
  std::string only;
  std::string jobs;
  CLI::App app(sim_text, "atmqtt-sim");
  app.add_option("--seeds", seeds, "Plays these seeds (default: 1-100)")->option_text("A-B");
  app.add_option("--seed", seed, "Plays one seed and shows its events")->option_text("N");
  app.add_option("--only", only, "With --seed: of its events only these, or none")
      ->option_text("I,J,...|none");
  app.add_flag("--verbose", options.is_verbose, "With --seed: shows all that happens");
  app.add_option("--jobs", jobs, "Processes at once (default: one for each core)")
      ->option_text("COUNT");
  app.footer(sim_footer);
  auto printed = run_parser(app, arguments, hint);
  if (!printed) return tl::unexpected(printed.error());
  if (*printed) return std::move(**printed);

  if (!seeds.empty() && !seed.empty()) return refusal("--seed and --seeds exclude each other");
  if (!jobs.empty() &&
      (!parse(jobs, options.jobs) || options.jobs < 1 || options.jobs > jobs_max)) {
    return refusal(fmt::format("--jobs {}: must be a number from 1 to {}", jobs, jobs_max));
  }
  if (!seeds.empty()) {
    if (auto done = parse_seeds(seeds, options); !done) return tl::unexpected(done.error());
  }
  if (!seed.empty()) {
    if (!parse(seed, options.first)) {
      return refusal(fmt::format("--seed {}: must be a number", seed));
    }
    options.last = options.first;
  } else if (options.is_verbose || !only.empty()) {
    return refusal("--verbose and --only need --seed");
  }
  if (!only.empty()) {
    auto events = parse_events(only);
    if (!events) return tl::unexpected(events.error());
    options.only = std::move(*events);
  }
  return options;
}

}  // namespace atmqtt::app
