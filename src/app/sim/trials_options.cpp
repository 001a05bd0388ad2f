#include "app/sim/trials_options.hpp"

#include <fmt/format.h>

#include <algorithm>
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
constexpr auto number_max = std::numeric_limits<std::uint64_t>::max();

tl::expected<std::uint64_t, std::string> parse_seed(std::string_view text) {
  return parse_number(text, std::uint64_t{0}, number_max);
}

tl::expected<int, std::string> parse_jobs(std::string_view text) {
  return parse_number(text, 1, jobs_max);
}

tl::expected<std::vector<std::size_t>, std::string> parse_events(std::string_view text) {
  std::vector<std::size_t> events;
  if (text == "none") return events;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto event = number_within<std::size_t>(text.substr(0, comma), 0, number_max);
    if (!event) return tl::unexpected(std::string("must be numbers with commas between, or none"));
    events.push_back(*event);
    if (comma == std::string_view::npos) return events;
    text.remove_prefix(comma + 1);
  }
}

struct Seeds {
  std::uint64_t first{};
  std::uint64_t last{};
};

tl::expected<Seeds, std::string> parse_seeds(std::string_view text) {
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto first = parse_seed(text.substr(0, dash));
  const auto last = parse_seed(text.substr(std::min(dash + 1, text.size())));
  // The seed behind the last one must be a number, too.
  if (first && last && *first <= *last && *last < number_max) return Seeds{*first, *last};
  return tl::unexpected(std::string("must be two numbers A-B, A not above B"));
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
  OptionGroup group(app, "Options");
  group.add("--seeds", seeds, "A-B", "Plays these seeds (1-100)");
  group.add("--seed", seed, "N", "Plays one seed and shows its events");
  group.add("--only", only, "I,J,...|none", "With --seed: of its events only these, or none");
  group.add("--verbose", options.is_verbose, "With --seed: shows all that happens");
  group.add("--jobs", jobs, "N", "Processes at once (one for each core)");
  group.add_help();
  app.footer(sim_footer);
  auto printed = run_parser(app, arguments, hint);
  if (!printed) return tl::unexpected(printed.error());
  if (*printed) return std::move(**printed);

  if (!seeds.empty() && !seed.empty()) return refusal("--seed and --seeds exclude each other");
  if (seed.empty() && (options.is_verbose || !only.empty())) {
    return refusal("--verbose and --only need --seed");
  }
  Seeds played{options.first, options.last};
  for (const auto& read : {read_option("--jobs", jobs, parse_jobs, options.jobs),
                           read_option("--seeds", seeds, parse_seeds, played),
                           read_option("--seed", seed, parse_seed, played.first),
                           read_option("--only", only, parse_events, options.only)}) {
    if (!read) return tl::unexpected(read.error());
  }
  if (!seed.empty()) played.last = played.first;
  options.first = played.first;
  options.last = played.last;
  return options;
}

}  // namespace atmqtt::app
