#pragma once

#include "broker/change.hpp"
#include "broker/journal_octets.hpp"
#include "broker/store.hpp"
#include "io/open_error.hpp"
#include "io/path_lock.hpp"
#include "io/unique_fd.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atmqtt::io {

/// A file that holds what a broker must not lose when its process ends, in whatever way: its store,
/// as a journal of the changes (broker/journal_octets.hpp). A commit is in the file, which is to
/// say with the system, when on_commit() has returned; on the disk it is when the system writes it,
/// so that a power cut may lose the newest.
///
/// The file has mode 0600 and is ours alone while the object lives. When it has grown
/// (limits::broker_journal_growth_min), it is written anew beside its place as FILE.new, which then
/// takes the place, so that one of the two is always whole.
class StoreFile final : public broker::Journal {
 public:
  /// Brings an empty store to what the file holds, and makes the file when there is none. A record
  /// at the end that is not complete is dropped, with a warning. Fails when the file is in use, no
  /// regular file, damaged or not to be written; then it is left as it is. `store` must outlive the
  /// object.
  [[nodiscard]] static tl::expected<std::unique_ptr<StoreFile>, OpenError> open(
      const std::string& path, broker::Store& store);

  void on_change(const broker::Change& change) override { record_.add(change); }
  void on_commit() override;

  /// Why a commit is not in the file, or nothing. The store has then changes that the file does not
  /// have, and no later commit is kept: nothing may be told to anybody any more.
  [[nodiscard]] const std::optional<OpenError>& failure() const { return failure_; }

 private:
  StoreFile(PathLock lock, const broker::Store& store) : lock_(std::move(lock)), store_(store) {}

  [[nodiscard]] tl::expected<void, OpenError> load(broker::Store& store) const;
  [[nodiscard]] tl::expected<void, OpenError> write_anew();

  PathLock lock_;
  const broker::Store& store_;
  UniqueFd fd_;
  std::size_t size_ = 0;           // of the file
  std::size_t size_to_renew_ = 0;  // at which it is written anew
  broker::JournalRecord record_;
  std::optional<OpenError> failure_;
};

}  // namespace atmqtt::io
