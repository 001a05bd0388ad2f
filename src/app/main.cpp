#include "app/check.hpp"
#include "app/fleet_run.hpp"
#include "app/listings.hpp"
#include "app/options.hpp"
#include "app/record.hpp"
#include "app/serve.hpp"
#include "app/serve_broker.hpp"
#include "io/log.hpp"
#include "io/open_error.hpp"
#include "io/stdio_port.hpp"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>

namespace {

using namespace atmqtt;
using Done = tl::expected<int, app::Failure>;  ///< the exit status

Done print(const std::string& text) {
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (is_written && std::fflush(stdout) == 0) return app::exit_status::done;
  return tl::unexpected(app::not_opened(io::system_error("standard output").text));
}

Done print(const tl::expected<std::string, app::Failure>& text) {
  if (!text) return tl::unexpected(text.error());
  return print(*text);
}

Done perform(const app::PrintedText& printed) { return print(printed.text); }
Done perform(const app::ProfilesOptions& options) { return print(app::list_profiles(options)); }
Done perform(const app::CommandsOptions& options) { return print(app::list_commands(options)); }

Done perform(const app::CheckOptions& options) {
  io::configure_log(io::LogLevel::error);  // The modems' reasons stand in the results.
  const auto done = options.record ? app::record(options) : app::check(options);
  if (!done) return tl::unexpected(done.error());
  return app::exit_status::done;
}

Done perform(const app::FleetOptions& options) { return app::run_fleet(options); }

Done perform(const app::ServeBrokerOptions& options) {
  io::configure_log(options.log_level);
  if (const auto done = app::serve_broker(options); !done) return tl::unexpected(done.error());
  return app::exit_status::done;
}

Done perform(const app::ServeOptions& options) {
  const bool is_raw_terminal =
      app::has_stdio(options) && io::is_stdio_terminal() && ::isatty(STDERR_FILENO) != 0;
  io::configure_log(options.log_level.value_or(io::LogLevel::warning),
                    is_raw_terminal ? "\r\n" : "\n");
  return app::serve(options);
}

Done run(int argc, char** argv) {
  const auto options = app::parse_options(argc, argv);
  if (!options) return tl::unexpected(options.error());
  return std::visit([](const auto& each) { return perform(each); }, *options);
}

}  // namespace

int main(int argc, char** argv) {
  io::occupy_standard_streams();
  try {
    const Done done = run(argc, argv);
    if (done) return *done;
    std::fprintf(stderr, "atmqtt: %s\n", done.error().text.c_str());
    return done.error().exit_status;
  } catch (const std::exception& error) {
    // What libraries throw in spite of all comes from the system: no memory, no descriptor.
    std::fprintf(stderr, "atmqtt: %s\n", error.what());
    return app::exit_status::not_opened;
  }
}
