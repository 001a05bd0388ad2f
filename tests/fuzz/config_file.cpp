// A file of --config is understood, or refused with a sentence that begins with the file's name.

#include "app/config_file.hpp"

#include "base/check.hpp"
#include "input.hpp"
#include "memory_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const fuzz::MemoryFile file(fuzz::as_text(data, size));
  const auto options = app::read_config_file(file.path());
  if (!options) {
    CHECK(options.error().exit_status == app::exit_status::bad_usage);
    CHECK(options.error().text.starts_with(file.path() + ":"));
    CHECK(options.error().text.size() > file.path().size() + 4);
  }
  return 0;
}
