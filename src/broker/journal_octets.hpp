#pragma once

#include "broker/change.hpp"
#include "broker/store.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// The octet form of a journal: a line that names the form, then records. A record holds the
/// changes of one commit, behind a head of twelve octets: the size of the changes, their CRC-32,
/// and the CRC-32 of these eight octets. So a record is either whole or seen not to be; and as the
/// size has a checksum of its own, an end in the middle of a record is told from damage.
namespace atmqtt::broker {

inline constexpr std::string_view journal_title = "atmqtt broker 1\n";

/// The record of a commit, while its changes come.
class JournalRecord {
 public:
  JournalRecord() { clear(); }

  void add(const Change& change);
  [[nodiscard]] bool empty() const;
  /// Of all octets so far.
  [[nodiscard]] std::size_t size() const { return octets_.size(); }
  /// The whole record. Valid until it changes. Needs: not empty, less than 4 GiB.
  [[nodiscard]] std::string_view octets();
  void clear();

 private:
  std::string octets_;  // behind room for the head
};

/// What was found in a journal.
struct Replay {
  /// Octets of the title and the whole records, which have all been applied.
  std::size_t size{};
  /// Why what stands behind is no cut-off record, or nothing. A text that lives for ever.
  std::optional<std::string_view> fault{};
};

/// Applies the records of a journal to an empty store. An incomplete record at the end, as a write
/// that was interrupted leaves it, is no fault: nobody has been told of its changes.
[[nodiscard]] Replay replay(std::string_view journal, Store& store);

}  // namespace atmqtt::broker
