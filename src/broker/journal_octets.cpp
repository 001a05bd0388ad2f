#include "broker/journal_octets.hpp"

#include "base/check.hpp"
#include "base/crc32.hpp"
#include "base/limits.hpp"
#include "broker/change_octets.hpp"
#include "mqtt/octet_cursor.hpp"

#include <cstdint>
#include <limits>

namespace atmqtt::broker {
namespace {

constexpr std::size_t head_size = 12;

void put_number(std::string& out, std::size_t at, std::uint32_t number) {
  for (std::size_t octet = 0; octet < sizeof number; ++octet) {
    out[at + octet] = static_cast<char>(number >> 8 * (3 - octet) & 0xFF);
  }
}

std::uint32_t number_at(std::string_view octets, std::size_t at) {
  mqtt::OctetCursor cursor(octets.substr(at));
  const std::uint32_t high = cursor.number();
  return high << 16 | cursor.number();
}

/// Applies the changes of one record, and returns why it could not.
std::optional<std::string_view> apply(std::string_view changes, Store& store) {
  for (mqtt::OctetCursor cursor(changes); !cursor.is_at_end();) {
    const auto change = decode_change(cursor);
    if (!change) return "a change of an unknown form";
    if (!store.can_apply(*change)) return "a change that contradicts those before it";
    store.apply(*change);
  }
  return std::nullopt;
}

}  // namespace

void JournalRecord::add(const Change& change) { encode(octets_, change); }

bool JournalRecord::empty() const { return octets_.size() == head_size; }

std::string_view JournalRecord::octets() {
  const std::string_view changes = std::string_view(octets_).substr(head_size);
  CHECK(!changes.empty() && changes.size() <= std::numeric_limits<std::uint32_t>::max());
  put_number(octets_, 0, static_cast<std::uint32_t>(changes.size()));
  put_number(octets_, 4, crc32(changes));
  put_number(octets_, 8, crc32(std::string_view(octets_).substr(0, 8)));
  return octets_;
}

void JournalRecord::clear() {
  octets_.assign(head_size, '\0');
  if (octets_.capacity() > limits::pooled_buffer_size_max) octets_.shrink_to_fit();
}

Replay replay(std::string_view journal, Store& store) {
  if (!journal.starts_with(journal_title)) return {0, "it does not begin as a store of atmqtt"};
  std::size_t at = journal_title.size();
  while (journal.size() - at >= head_size) {
    const std::string_view head = journal.substr(at, head_size);
    if (crc32(head.substr(0, 8)) != number_at(head, 8)) {
      return {at, "the head of a record has another checksum"};
    }
    const std::string_view changes = journal.substr(at + head_size, number_at(head, 0));
    if (changes.size() < number_at(head, 0)) break;
    if (crc32(changes) != number_at(head, 4)) return {at, "a record has another checksum"};
    if (const auto fault = apply(changes, store)) return {at, fault};
    at += head_size + changes.size();
  }
  return {at, std::nullopt};
}

}  // namespace atmqtt::broker
