#include "io/file_place.hpp"

#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;

class file_place : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::string path_ = directory_ / "file";
};

TEST_F(file_place, has_the_parts_of_its_path) {
  const auto place = FilePlace::at(path_);
  ASSERT_TRUE(place);
  EXPECT_EQ(place->name(), "file");
  EXPECT_EQ(place->path(), path_);
  EXPECT_FALSE(place->is_shared());
  EXPECT_TRUE(place->check_lasting());
}

TEST_F(file_place, takes_a_bare_name_for_one_in_the_working_directory) {
  const auto place = FilePlace::at("file");
  ASSERT_TRUE(place);
  struct stat here = {};
  struct stat opened = {};
  ASSERT_EQ(::stat(".", &here), 0);
  ASSERT_EQ(::fstat(place->directory(), &opened), 0);
  EXPECT_EQ(opened.st_ino, here.st_ino);
}

TEST_F(file_place, needs_a_name_and_a_directory) {
  EXPECT_EQ(FilePlace::at(directory_ / "").error().text, directory_ / ": names no file");
  EXPECT_EQ(FilePlace::at(path_ + "/x").error().text, path_ + "/x: No such file or directory");
  { const UniqueFd made(::open(path_.c_str(), O_CREAT | O_WRONLY, 0600)); }
  EXPECT_EQ(FilePlace::at(path_ + "/x").error().text, path_ + "/x: Not a directory");
}

TEST_F(file_place, stays_in_its_directory_when_the_path_is_led_elsewhere) {
  fs::create_directory(directory_ / "first");
  fs::create_directory(directory_ / "second");
  const auto place = FilePlace::at(directory_ / "first/file");
  ASSERT_TRUE(place);
  fs::rename(directory_ / "first", directory_ / "moved");
  fs::create_symlink(directory_ / "second", directory_ / "first");
  fs::create_symlink("/nowhere", directory_ / "second/file");
  struct stat status = {};
  EXPECT_EQ(place->status(status), -1);
  fs::create_symlink("/nowhere", directory_ / "moved/file");
  EXPECT_EQ(place->status(status), 0);
  EXPECT_EQ(place->remove(), 0);
  EXPECT_TRUE(fs::is_empty(directory_ / "moved"));
  EXPECT_TRUE(fs::is_symlink(directory_ / "second/file"));
}

TEST_F(file_place, lasts_in_a_shared_directory_only_with_the_sticky_bit) {
  share(directory_.path());
  EXPECT_TRUE(FilePlace::at(path_)->is_shared());
  EXPECT_TRUE(FilePlace::at(path_)->check_lasting());
  share_without_sticky_bit(directory_.path());
  const auto checked = FilePlace::at(path_)->check_lasting();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().text,
            path_ +
                ": everybody could replace it, because everybody may write to its directory; "
                "use another one, or chmod +t that one");
}

TEST_F(file_place, is_ours_in_a_directory_of_ours_whoever_has_made_the_file) {
  NEEDS_ROOT();
  { const UniqueFd made(::open(path_.c_str(), O_CREAT | O_WRONLY, 0600)); }
  struct stat status = {};
  share(directory_.path());
  ASSERT_EQ(::lstat(path_.c_str(), &status), 0);
  EXPECT_TRUE(FilePlace::at(path_)->check_owner(status));
  give_away(path_);
  ASSERT_EQ(::lstat(path_.c_str(), &status), 0);
  EXPECT_EQ(FilePlace::at(path_)->check_owner(status).error().text,
            path_ + ": belongs to somebody else");
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
  EXPECT_TRUE(FilePlace::at(path_)->check_owner(status));
}

}  // namespace
}  // namespace atmqtt::io
