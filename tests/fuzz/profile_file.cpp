// A file of --profile gives settings that are all allowed, or a sentence that says what is wrong.

#include "app/config_file.hpp"
#include "app/profile.hpp"
#include "base/check.hpp"
#include "input.hpp"
#include "memory_file.hpp"
#include "modem/settings.hpp"

namespace atmqtt {
namespace {

void check_settings(const Settings& settings) {
  Settings again;
  for (const Setting& setting : atmqtt::settings()) {
    const std::string value = value_of(setting, settings);
    CHECK(set(again, setting.key, value));
    CHECK(value_of(setting, again) == value);
  }
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const fuzz::MemoryFile file(fuzz::as_text(data, size));
  const auto profile = app::read_profile_file(file.path());
  if (!profile) {
    CHECK(profile.error().text.starts_with(file.path()));
    return 0;
  }
  Settings settings;
  const auto overridden = app::override_settings(settings, profile->settings);
  if (!overridden) {
    CHECK(!overridden.error().text.empty());
    return 0;
  }
  check_settings(settings);
  return 0;
}
