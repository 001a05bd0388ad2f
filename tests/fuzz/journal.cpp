// What is read of a journal, whatever it holds, makes a store that reads back from its own as the
// same.

#include "base/buffer_pool.hpp"
#include "base/check.hpp"
#include "base/crc32.hpp"
#include "broker/journal_octets.hpp"
#include "input.hpp"
#include "support/journal_text.hpp"

#include <cstdint>
#include <string>

namespace atmqtt {
namespace {

void append_number(std::string& out, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

/// A journal with this one record, whose checksums no mutation would meet.
std::string with_head(std::string_view changes) {
  std::string head;
  append_number(head, static_cast<std::uint32_t>(changes.size()));
  append_number(head, crc32(changes));
  append_number(head, crc32(head));
  return std::string(broker::journal_title) + head + std::string(changes);
}

void check(std::string_view journal) {
  BufferPool pool;
  broker::Store store(pool);
  const broker::Replay found = broker::replay(journal, store);
  CHECK(found.size <= journal.size());
  const std::string written = support::journal_of(store);
  broker::Store again(pool);
  const broker::Replay found_again = broker::replay(written, again);
  CHECK(!found_again.fault && found_again.size == written.size());
  CHECK(support::journal_of(again) == written);
  CHECK(again.size() <= store.size());
}

}  // namespace
}  // namespace atmqtt

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view octets = fuzz::as_text(data, size);
  check(octets);
  check(with_head(octets));
  return 0;
}
