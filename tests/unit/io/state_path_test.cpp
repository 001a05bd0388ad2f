#include "io/state_path.hpp"

#include "unit/io/loop_fixture.hpp"

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>
#include <sstream>

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;

std::string content_of(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void put(const std::string& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

unsigned mode_of(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
  return status.st_mode & 07777U;
}

/// No file of this process may grow beyond so many octets meanwhile: a full disk that needs none.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &former_);
    const rlimit limit{size, former_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &former_); }

 private:
  rlimit former_ = {};
};

class state_path : public testing::Test {
 protected:
  void SetUp() override {
    auto root = StatePath::open(directory_.path());
    ASSERT_TRUE(root);
    auto inner = root->open_inner("inner");
    ASSERT_TRUE(inner);
    root_.emplace(std::move(*root));
    inner_.emplace(std::move(*inner));
  }

  /// Of open_inner().
  std::string inner_error(const std::string& name) {
    const auto opened = root_->open_inner(name);
    return opened ? "" : opened.error().text;
  }
  /// The error without the path: what a read gives.
  std::string read_error(const std::string& name) {
    const auto read = inner_->read(name, 10);
    if (read) return "";
    const std::string& text = read.error().text;
    EXPECT_TRUE(text.starts_with(inner_->path_of(name) + ": ")) << text;
    return text.substr(inner_->path_of(name).size() + 2);
  }
  std::string write_error(const std::string& name, std::string_view content) {
    const auto written = inner_->write(name, content);
    if (written) return "";
    return written.error().text;
  }
  std::string at(const std::string& name) { return directory_ / "inner/" + name; }

  TemporaryDirectory directory_;
  std::optional<StatePath> root_;
  std::optional<StatePath> inner_;
};

TEST_F(state_path, makes_directories_that_only_we_can_use) {
  const std::string path = directory_ / "new";
  const auto made = StatePath::open(path);
  ASSERT_TRUE(made && made->open_inner("inner"));
  EXPECT_EQ(mode_of(path), 0700U);
  EXPECT_EQ(mode_of(path + "/inner"), 0700U);
  EXPECT_TRUE(StatePath::open(path)->open_inner("inner")) << "and opens them again";
}

TEST_F(state_path, is_no_directory_that_is_not_ours_alone) {
  ASSERT_EQ(::mkdir((directory_ / "open").c_str(), 0700), 0);
  ASSERT_EQ(::chmod((directory_ / "open").c_str(), 0770), 0);
  EXPECT_EQ(inner_error("open"),
            (directory_ / "open") + ": must be a directory of yours that nobody else may write to");
  ASSERT_EQ(::chmod((directory_ / "open").c_str(), 0755), 0);
  EXPECT_EQ(inner_error("open"), "");
  fs::create_directory_symlink("open", directory_ / "link");
  EXPECT_EQ(inner_error("link"), (directory_ / "link") + ": Not a directory");
  put(directory_ / "file", "");
  EXPECT_EQ(inner_error("file"), (directory_ / "file") + ": Not a directory");
}

TEST_F(state_path, tells_the_words_of_the_system) {
  const auto missing = StatePath::open("/nowhere/state");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().text, "/nowhere/state: No such file or directory");
  const auto file = StatePath::open("/dev/null");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().text, "/dev/null: Not a directory");
}

TEST_F(state_path, is_claimed_by_one_at_a_time) {
  ASSERT_TRUE(inner_->lock());
  {
    const auto other = root_->open_inner("inner");
    ASSERT_TRUE(other);
    const auto locked = other->lock();
    ASSERT_FALSE(locked);
    EXPECT_EQ(locked.error().text, (directory_ / "inner") + ": in use by another process");
  }
  inner_.reset();
  EXPECT_TRUE(root_->open_inner("inner")->lock());
}

TEST_F(state_path, writes_and_reads_a_file_that_only_we_can_read) {
  const std::string octets("a\0\r\n\xff", 5);
  EXPECT_EQ(write_error("a.pem", octets), "");
  EXPECT_EQ(inner_->read("a.pem", 10).value(), octets);
  EXPECT_EQ(mode_of(at("a.pem")), 0600U);
  EXPECT_EQ(write_error("a.pem", "new"), "");
  EXPECT_EQ(content_of(at("a.pem")), "new");
  EXPECT_EQ(inner_->names().value(), std::vector<std::string>{"a.pem"});
  EXPECT_EQ(inner_->read("b.pem", 10).value(), std::nullopt);
}

TEST_F(state_path, reads_only_what_is_a_file_and_not_too_long) {
  put(at("ten"), "0123456789");
  EXPECT_EQ(read_error("ten"), "");
  put(at("eleven"), "01234567890");
  EXPECT_EQ(read_error("eleven"), "is longer than 10 octets");
  fs::create_directory(at("directory"));
  EXPECT_EQ(read_error("directory"), "is not a regular file");
  ASSERT_EQ(::mkfifo(at("pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_error("pipe"), "is not a regular file");
  fs::create_symlink("ten", at("link"));
  EXPECT_EQ(read_error("link"), "is a symbolic link");
}

TEST_F(state_path, writes_and_removes_a_link_instead_of_what_it_leads_to) {
  put(directory_ / "outside", "untouched");
  fs::create_symlink(directory_ / "outside", at("a.pem"));
  fs::create_symlink(directory_ / "outside", at(StatePath::temporary_name));
  EXPECT_EQ(write_error("a.pem", "ours"), "");
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(at("a.pem"))));
  fs::create_symlink(directory_ / "outside", at("b.pem"));
  EXPECT_TRUE(inner_->remove("b.pem"));
  EXPECT_FALSE(fs::exists(fs::symlink_status(at("b.pem"))));
  EXPECT_EQ(content_of(directory_ / "outside"), "untouched");
}

TEST_F(state_path, keeps_the_former_file_when_the_disk_is_full) {
  ASSERT_EQ(write_error("a.pem", "former"), "");
  {
    const FileSizeLimit limit(100);
    EXPECT_EQ(write_error("a.pem", std::string(101, 'x')), at("a.pem") + ": File too large");
    EXPECT_EQ(write_error("b.pem", std::string(101, 'x')), at("b.pem") + ": File too large");
  }
  EXPECT_EQ(content_of(at("a.pem")), "former");
  EXPECT_EQ(inner_->names().value(), std::vector<std::string>{"a.pem"});
}

TEST_F(state_path, keeps_what_is_in_the_way) {
  fs::create_directory(at("a.pem"));
  EXPECT_EQ(write_error("a.pem", "x"), at("a.pem") + ": Is a directory");
  EXPECT_EQ(inner_->names().value(), std::vector<std::string>{"a.pem"});
  const auto removed = inner_->remove("a.pem");
  ASSERT_FALSE(removed);
  EXPECT_EQ(removed.error().text, at("a.pem") + ": Is a directory");
  fs::create_directory(at(StatePath::temporary_name));
  EXPECT_EQ(write_error("b.pem", "x"), at("b.pem") + ": File exists");
}

TEST_F(state_path, removes_a_file_that_may_be_gone_already) {
  ASSERT_EQ(write_error("a.pem", "x"), "");
  EXPECT_TRUE(inner_->remove("a.pem"));
  EXPECT_TRUE(inner_->remove("a.pem"));
  EXPECT_TRUE(fs::is_empty(directory_ / "inner"));
}

TEST_F(state_path, cannot_be_written_when_it_is_gone) {
  fs::remove_all(directory_ / "inner");
  EXPECT_EQ(write_error("a.pem", "x"), at("a.pem") + ": No such file or directory");
}

TEST_F(state_path, cleans_what_was_begun_and_nothing_else) {
  put(at(StatePath::temporary_name), "half");
  put(at(".other"), "x");
  inner_->clean();
  EXPECT_EQ(inner_->names().value(), std::vector<std::string>{".other"});
}

TEST_F(state_path, escapes_names_in_errors) {
  EXPECT_EQ(inner_->path_of("a\n\xff"), at("a\\n\\xFF"));
}

}  // namespace
}  // namespace atmqtt::io
