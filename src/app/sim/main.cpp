#include "app/sim/trials.hpp"
#include "app/sim/trials_options.hpp"

#include <cstdio>
#include <exception>
#include <span>
#include <string>
#include <variant>

namespace {

using namespace atmqtt;

int fail(const app::Failure& failure) {
  std::fprintf(stderr, "atmqtt-sim: %s\n", failure.text.c_str());
  return failure.exit_status;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::span<const char* const> arguments(argv, static_cast<std::size_t>(argc));
    const auto options = app::parse_trials_options(arguments.subspan(1));
    if (!options) return fail(options.error());
    if (const auto* text = std::get_if<std::string>(&*options)) {
      std::fputs(text->c_str(), stdout);
      return app::exit_status::done;
    }
    const auto done = app::run_trials(std::get<app::TrialsOptions>(*options));
    return done ? *done : fail(done.error());
  } catch (const std::exception& error) {
    return fail(app::bad_usage(error.what()));
  }
}
