#include "io/output_file.hpp"

#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

#include <fstream>
#include <sstream>

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;

class output_file : public ::testing::Test {
 protected:
  void put(const std::string& path, std::string_view content) { std::ofstream(path) << content; }

  [[nodiscard]] std::string content(const std::string& path) const {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }

  /// Writes "new" into the file, or returns why not.
  std::string write(Former former) {
    const auto opened = open_output_file(path_, former, 0600);
    if (!opened) return opened.error().text;
    EXPECT_EQ(::write(opened->get(), "new", 3), 3);
    EXPECT_EQ(::fcntl(opened->get(), F_GETFL) & O_NONBLOCK, 0);
    return "";
  }

  TemporaryDirectory directory_;
  TemporaryDirectory elsewhere_;
  std::string path_ = directory_ / "file";
  std::string target_ = elsewhere_ / "target";
};

TEST_F(output_file, is_made_with_its_mode) {
  EXPECT_EQ(write(Former::kept), "");
  struct stat status = {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(output_file, keeps_or_drops_what_it_held) {
  put(path_, "former");
  EXPECT_EQ(write(Former::kept), "");
  EXPECT_EQ(content(path_), "formernew");
  EXPECT_EQ(write(Former::dropped), "");
  EXPECT_EQ(content(path_), "new");
}

TEST_F(output_file, may_be_a_device_a_pipe_or_a_link_of_the_users) {
  EXPECT_TRUE(open_output_file("/dev/null", Former::dropped, 0600));
  put(target_, "former");
  fs::create_symlink(target_, path_);
  EXPECT_EQ(write(Former::dropped), "");
  EXPECT_EQ(content(target_), "new");
}

TEST_F(output_file, may_be_a_file_of_ours_in_a_shared_directory) {
  share(directory_.path());
  EXPECT_EQ(write(Former::kept), "");
  EXPECT_EQ(write(Former::kept), "");
  EXPECT_EQ(content(path_), "newnew");
}

TEST_F(output_file, is_not_written_through_a_link_in_a_shared_directory) {
  put(target_, "former");
  fs::create_symlink(target_, path_);
  for (const auto make_shared : {share, share_without_sticky_bit}) {
    make_shared(directory_.path());
    EXPECT_EQ(write(Former::dropped),
              path_ + ": is a symbolic link where everybody could have made it");
    EXPECT_EQ(content(target_), "former");
  }
  fs::remove(target_);
  EXPECT_NE(write(Former::kept), "");
  EXPECT_FALSE(fs::exists(target_));
}

TEST_F(output_file, is_not_written_by_a_second_name_in_a_shared_directory) {
  put(directory_ / "precious", "former");
  fs::create_hard_link(directory_ / "precious", path_);
  share(directory_.path());
  EXPECT_EQ(write(Former::dropped), path_ + ": the file has another name, too");
  EXPECT_EQ(content(path_), "former");
}

TEST_F(output_file, of_somebody_else_in_a_shared_directory_is_refused_as_it_is) {
  NEEDS_ROOT();
  put(path_, "former");
  give_away(path_);
  share_without_sticky_bit(directory_.path());
  EXPECT_EQ(write(Former::dropped), path_ + ": belongs to somebody else");
  EXPECT_EQ(content(path_), "former");
}

TEST_F(output_file, does_not_wait_at_a_pipe_that_somebody_has_put_there) {
  ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
  share(directory_.path());
  EXPECT_EQ(write(Former::kept), path_ + ": No such device or address");
}

}  // namespace
}  // namespace atmqtt::io
