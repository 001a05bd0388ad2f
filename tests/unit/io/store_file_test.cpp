#include "io/store_file.hpp"

#include "base/limits.hpp"
#include "io/read_file.hpp"
#include "unit/io/foreign_file.hpp"
#include "unit/io/full_disk.hpp"
#include "unit/io/loop_fixture.hpp"

#include <fstream>

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;
using broker::Queued;
using broker::Retained;
using broker::SessionBegun;
using broker::Store;

class store_file : public ::testing::Test {
 protected:
  /// The file opened on a store of its own, or the reason why not.
  std::string open() {
    close();
    store_.emplace(pool_);
    auto opened = StoreFile::open(path_, *store_);
    if (!opened) return opened.error().text;
    file_ = std::move(*opened);
    return "";
  }

  /// As the process does when it ends.
  void close() { file_.reset(); }

  template <typename Change>
  void commit(const Change& change) {
    store_->apply(change);
    file_->on_change(change);
    file_->on_commit();
  }

  void put(std::string_view content) { std::ofstream(path_) << content; }
  [[nodiscard]] std::string content() const { return read_file(path_).value_or("none"); }
  [[nodiscard]] unsigned mode() const {
    struct stat status = {};
    return ::lstat(path_.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
  }
  [[nodiscard]] std::size_t retained_count() const { return store_->retained().count(); }

  TemporaryDirectory directory_;
  std::string path_ = directory_ / "store";
  BufferPool pool_;
  std::optional<Store> store_;
  std::unique_ptr<StoreFile> file_;
};

TEST_F(store_file, brings_back_what_was_committed) {
  ASSERT_EQ(open(), "");
  commit(SessionBegun{2, "s", true});
  commit(Retained{"t", "p", mqtt::Qos::at_least_once});
  ASSERT_EQ(open(), "");
  EXPECT_NE(store_->find("s"), nullptr);
  EXPECT_EQ(retained_count(), 1U);
}

TEST_F(store_file, has_a_commit_when_the_call_returns) {
  ASSERT_EQ(open(), "");
  const std::size_t size = content().size();
  store_->apply(SessionBegun{0, "s", true});
  file_->on_change(SessionBegun{0, "s", true});
  EXPECT_EQ(content().size(), size);
  file_->on_commit();
  EXPECT_GT(content().size(), size);
}

TEST_F(store_file, is_for_its_owner_only) {
  const mode_t former = ::umask(0);
  EXPECT_EQ(open(), "");
  ::umask(former);
  EXPECT_EQ(mode(), 0600U);
}

TEST_F(store_file, becomes_its_owners_only_again) {
  put("");
  ASSERT_EQ(::chmod(path_.c_str(), 0666), 0);
  EXPECT_EQ(open(), "");
  EXPECT_EQ(mode(), 0600U);
}

TEST_F(store_file, is_of_one_process_at_a_time) {
  ASSERT_EQ(open(), "");
  Store other(pool_);
  const auto second = StoreFile::open(path_, other);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text,
            path_ + ": in use by another process, which holds " + path_ + ".lock");
}

TEST_F(store_file, drops_a_record_that_was_not_written_to_its_end) {
  ASSERT_EQ(open(), "");
  commit(Retained{"t", "p", mqtt::Qos::at_least_once});
  commit(Retained{"u", "p", mqtt::Qos::at_least_once});
  close();
  fs::resize_file(path_, fs::file_size(path_) - 1);
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(open(), "");
  const std::string warning = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(retained_count(), 1U);
  EXPECT_NE(warning.find("not written to its end"), std::string::npos) << warning;
  ASSERT_EQ(open(), "");
  EXPECT_EQ(retained_count(), 1U);
}

TEST_F(store_file, is_refused_and_left_alone_when_it_is_damaged) {
  ASSERT_EQ(open(), "");
  commit(Retained{"t", "p", mqtt::Qos::at_least_once});
  const std::size_t good = content().size();
  commit(Retained{"u", "p", mqtt::Qos::at_least_once});
  close();
  std::string damaged = content();
  damaged.back() = 'x';
  put(damaged);
  EXPECT_EQ(open(), path_ + ": damaged at octet " + std::to_string(good) + " of " +
                        std::to_string(damaged.size()) +
                        ": a record has another checksum; to go on with what stands before it, and "
                        "lose the rest: truncate -s " +
                        std::to_string(good) + " " + path_);
  EXPECT_EQ(content(), damaged);
  fs::resize_file(path_, good);
  ASSERT_EQ(open(), "");
  EXPECT_EQ(retained_count(), 1U);
}

TEST_F(store_file, is_no_file_of_another_kind) {
  put("#!/bin/sh\n");
  EXPECT_EQ(open(), path_ + ": it does not begin as a store of atmqtt");
  EXPECT_EQ(content(), "#!/bin/sh\n");
  fs::remove(path_);
  fs::create_directory(path_);
  EXPECT_EQ(open(), path_ + ": is not a regular file");
  fs::remove(path_);
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(open(), path_ + ": is not a regular file");
}

TEST_F(store_file, follows_no_symbolic_link) {
  const std::string target = directory_ / "target";
  std::ofstream(target) << "precious";
  fs::create_symlink(target, path_);
  EXPECT_EQ(open(), path_ + ": is a symbolic link");
  fs::remove(path_);
  fs::create_symlink(target, path_ + ".new");
  EXPECT_EQ(open(), "");
  EXPECT_EQ(read_file(target).value_or(""), "precious");
}

TEST_F(store_file, of_somebody_else_in_a_shared_directory_is_refused) {
  NEEDS_ROOT();
  put("");
  give_away(path_);
  share(directory_.path());
  EXPECT_EQ(open(), path_ + ": belongs to somebody else");
}

TEST_F(store_file, is_made_whole_beside_its_place) {
  std::ofstream(path_ + ".new") << "left by a process that was killed";
  ASSERT_EQ(open(), "");
  EXPECT_FALSE(fs::exists(path_ + ".new"));
}

TEST_F(store_file, is_written_anew_when_it_has_grown) {
  ASSERT_EQ(open(), "");
  const std::string payload(limits::broker_payload_size_max, 'x');
  std::size_t size_max = 0;
  for (int i = 0; i < 40; ++i) {
    commit(Retained{"t", payload, mqtt::Qos::at_least_once});
    size_max = std::max<std::size_t>(size_max, fs::file_size(path_));
  }
  EXPECT_GT(size_max, limits::broker_journal_growth_min / 2);
  EXPECT_LT(size_max, limits::broker_journal_growth_min + 4 * payload.size());
  ASSERT_EQ(open(), "");
  EXPECT_EQ(retained_count(), 1U);
  EXPECT_LT(fs::file_size(path_), 2 * payload.size());
}

TEST_F(store_file, says_when_it_takes_no_more_and_stays_whole) {
  ASSERT_EQ(open(), "");
  commit(Retained{"t", "p", mqtt::Qos::at_least_once});
  const std::string before = content();
  {
    const FullDisk full(before.size() + 10);
    commit(Retained{"u", "p", mqtt::Qos::at_least_once});
    ASSERT_TRUE(file_->failure());
    EXPECT_EQ(file_->failure()->text, path_ + ": File too large");
  }
  EXPECT_EQ(content(), before);
  commit(Retained{"v", "p", mqtt::Qos::at_least_once});
  EXPECT_EQ(content(), before) << "what is behind a gap must not be kept";
  ASSERT_EQ(open(), "");
  EXPECT_EQ(retained_count(), 1U);
}

TEST_F(store_file, is_left_as_it_is_when_it_cannot_be_written_anew) {
  ASSERT_EQ(open(), "");
  commit(Retained{"t", std::string(1000, 'x'), mqtt::Qos::at_least_once});
  close();
  const std::string before = content();
  {
    const FullDisk full(100);
    EXPECT_EQ(open(), path_ + ".new: File too large");
  }
  EXPECT_EQ(content(), before);
  EXPECT_FALSE(fs::exists(path_ + ".new"));
}

}  // namespace
}  // namespace atmqtt::io
