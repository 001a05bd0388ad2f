#include "io/store_file.hpp"

#include "base/limits.hpp"
#include "io/log.hpp"
#include "io/write_all.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

namespace atmqtt::io {
namespace {

/// So much is written at once while a whole store is.
constexpr std::size_t piece_size = 64 * 1024;

/// The content of a file, as long as it lives.
class MappedFile {
 public:
  MappedFile(int fd, std::size_t size)
      : size_(size),
        octets_(size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0)) {}
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile() {
    if (octets_ != nullptr && octets_ != MAP_FAILED) ::munmap(octets_, size_);
  }

  [[nodiscard]] bool is_mapped() const { return octets_ != MAP_FAILED; }
  [[nodiscard]] std::string_view view() const {
    return {static_cast<const char*>(octets_), octets_ == nullptr ? 0 : size_};
  }

 private:
  std::size_t size_;
  void* octets_;
};

/// Writes a store to a file, in records of a handy size: the file counts when it is whole only.
class StoreWriter final : public broker::Journal {
 public:
  explicit StoreWriter(int fd) : fd_(fd) { write(broker::journal_title); }

  void on_change(const broker::Change& change) override {
    record_.add(change);
    if (record_.size() >= piece_size) on_commit();
  }
  void on_commit() override {
    if (record_.empty()) return;
    write(record_.octets());
    record_.clear();
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// The system's first error, or 0.
  [[nodiscard]] int error() const { return error_; }

 private:
  void write(std::string_view octets) {
    if (error_ == 0) error_ = write_all(fd_, octets);
    size_ += octets.size();
  }

  int fd_;
  int error_ = 0;
  std::size_t size_ = 0;
  broker::JournalRecord record_;
};

}  // namespace

tl::expected<std::unique_ptr<StoreFile>, OpenError> StoreFile::open(const std::string& path,
                                                                    broker::Store& store) {
  auto lock = PathLock::take(path);
  if (!lock) return tl::unexpected(lock.error());
  std::unique_ptr<StoreFile> file(new StoreFile(std::move(*lock), store));
  if (const auto loaded = file->load(store); !loaded) return tl::unexpected(loaded.error());
  if (const auto written = file->write_anew(); !written) return tl::unexpected(written.error());
  return file;
}

tl::expected<void, OpenError> StoreFile::load(broker::Store& store) const {
  const FilePlace& place = lock_.place();
  // Without O_NONBLOCK a pipe that lies there would hold us until somebody writes into it.
  const UniqueFd fd(::openat(place.directory(), place.name().c_str(),
                             O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd.is_open() && errno == ENOENT) return {};
  if (!fd.is_open() && errno == ELOOP) {
    return tl::unexpected(OpenError{place.path() + ": is a symbolic link"});
  }
  struct stat status = {};
  if (!fd.is_open() || ::fstat(fd.get(), &status) != 0) {
    return tl::unexpected(system_error(place.path()));
  }
  if (auto checked = place.check_owner(status); !checked) return checked;
  if (!S_ISREG(status.st_mode)) {
    return tl::unexpected(OpenError{place.path() + ": is not a regular file"});
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return {};  // one that was made to be used here
  const MappedFile content(fd.get(), size);
  if (!content.is_mapped()) return tl::unexpected(system_error(place.path()));
  const broker::Replay found = broker::replay(content.view(), store);
  if (found.fault && found.size == 0) {
    return tl::unexpected(OpenError{fmt::format("{}: {}", place.path(), *found.fault)});
  }
  if (found.fault) {
    return tl::unexpected(OpenError{fmt::format(
        "{0}: damaged at octet {1} of {2}: {3}; to go on with what stands before it, and lose the "
        "rest: truncate -s {1} {0}",
        place.path(), found.size, size, *found.fault)});
  }
  if (found.size < size) {
    log_warning(
        fmt::format("{}: its last {} octets are a record that was not written to its end; "
                    "nobody was told of its changes, and they are dropped",
                    place.path(), size - found.size));
  }
  return {};
}

void StoreFile::on_commit() {
  if (failure_) return record_.clear();
  if (record_.empty()) return;
  const std::string_view octets = record_.octets();
  if (const int error = write_all(fd_.get(), octets); error != 0) {
    failure_ = system_error(lock_.place().path(), error);
    // What stays of the record is dropped at the next start, where it had better not surprise.
    if (::ftruncate(fd_.get(), static_cast<off_t>(size_)) != 0) {
      log_warning(system_error(lock_.place().path()).text + "; a part of a record stays in it");
    }
    return;
  }
  size_ += octets.size();
  record_.clear();
  if (size_ < size_to_renew_) return;
  // Nothing is lost when it fails: the file goes on to grow.
  if (const auto written = write_anew(); !written) {
    log_warning(written.error().text + "; it is written on as it is");
    size_to_renew_ = size_ + limits::broker_journal_growth_min;
  }
}

tl::expected<void, OpenError> StoreFile::write_anew() {
  const FilePlace& place = lock_.place();
  const std::string new_name = place.name() + ".new";
  const std::string new_path = place.path() + ".new";
  // What a process has left that was killed here.
  ::unlinkat(place.directory(), new_name.c_str(), 0);
  UniqueFd fd(::openat(place.directory(), new_name.c_str(),
                       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!fd.is_open()) return tl::unexpected(system_error(new_path));
  StoreWriter writer(fd.get());
  store_.write_to(writer);
  int error = writer.error();
  // Or a power cut could leave an empty file in the place of a whole one.
  if (error == 0 && ::fdatasync(fd.get()) != 0) error = errno;
  if (error == 0 && ::renameat(place.directory(), new_name.c_str(), place.directory(),
                               place.name().c_str()) != 0) {
    error = errno;
  }
  if (error != 0) {
    ::unlinkat(place.directory(), new_name.c_str(), 0);
    return tl::unexpected(system_error(new_path, error));
  }
  fd_ = std::move(fd);
  size_ = writer.size();
  size_to_renew_ = size_ + std::max(size_, limits::broker_journal_growth_min);
  return {};
}

}  // namespace atmqtt::io
