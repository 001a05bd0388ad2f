// Whatever the file holds, the saved values are in their ranges, and their text reads back as them.

#include "at/saved_settings.hpp"

#include "at/registers.hpp"
#include "at/v250_commands.hpp"
#include "base/check.hpp"
#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  at::Registers registers;
  at::SavedTable<at::Registers> table(at::saved_registers(), registers);
  at::SavedSettings saved;
  saved.add(table);
  for (const std::string& fault : saved.read(fuzz::as_text(data, size))) CHECK(!fault.empty());
  saved.restore_saved();
  for (std::size_t place = 0; place < table.size(); ++place) {
    const at::Ranges range(table.range(place));
    CHECK(range.contains(table.get(place)));
  }
  const auto values = saved.current();
  CHECK(saved.read(saved.text_of(values)).empty());
  saved.restore_saved();
  CHECK(saved.current() == values);
  return 0;
}
