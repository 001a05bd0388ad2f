// A dialogue file is read, or refused with an error that names the file and a line that it has.

#include "sim/dialogue.hpp"

#include "base/check.hpp"
#include "input.hpp"
#include "place_of_error.hpp"
#include "sim/dialogue_settings.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view text = fuzz::as_text(data, size);
  const auto dialogue = sim::parse_dialogue("fuzz.at", text);
  if (!dialogue) {
    fuzz::check_place_of_error(dialogue.error(), text);
    return 0;
  }
  CHECK(!sim::profiles_of(*dialogue).empty());
  Settings settings;
  if (const auto applied = sim::apply_settings(*dialogue, settings); !applied) {
    fuzz::check_place_of_error(applied.error(), text);
  }
  return 0;
}
