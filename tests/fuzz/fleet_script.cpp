// A fleet script is read, or refused with an error that names the file and a line that it has.

#include "base/check.hpp"
#include "fleet/script.hpp"
#include "input.hpp"
#include "place_of_error.hpp"

#include <cstddef>
#include <variant>

namespace atmqtt {
namespace {

/// The steps that a player jumps between exist, and a repetition ends behind its beginning.
void check_jumps(const fleet::Script& script) {
  for (std::size_t i = 0; i < script.steps.size(); ++i) {
    if (const auto* repeat = std::get_if<fleet::Repeat>(&script.steps[i].what)) {
      CHECK(repeat->end > i && repeat->end < script.steps.size());
      const auto* end = std::get_if<fleet::EndRepeat>(&script.steps[repeat->end].what);
      CHECK(end != nullptr && end->begin == i + 1);
    }
    if (const auto* wait = std::get_if<fleet::Wait>(&script.steps[i].what)) {
      CHECK(wait->low >= Duration{} && wait->low <= wait->high);
    }
  }
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view text = fuzz::as_text(data, size);
  const auto script = fleet::parse_script("fuzz.at", text);
  if (!script) {
    fuzz::check_place_of_error(script.error(), text);
    return 0;
  }
  CHECK(script->client_count() <= static_cast<std::size_t>(link_count));
  check_jumps(*script);
  return 0;
}
