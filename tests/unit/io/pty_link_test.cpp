#include "io/pty_link.hpp"

#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

#include <sys/stat.h>

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;

class pty_link : public ::testing::Test {
 protected:
  TemporaryDirectory directory_;
  std::string link_ = directory_ / "modem";
};

TEST_F(pty_link, leads_to_the_device_and_is_removed_with_its_lock) {
  {
    const auto link = PtyLink::make(link_, "/dev/null");
    ASSERT_TRUE(link);
    EXPECT_EQ(fs::read_symlink(link_), "/dev/null");
  }
  EXPECT_TRUE(fs::is_empty(directory_.path()));
}

TEST_F(pty_link, is_refused_while_another_serves_it) {
  const auto first = PtyLink::make(link_, "/dev/null");
  EXPECT_FALSE(PtyLink::make(link_, "/dev/zero"));
  EXPECT_EQ(fs::read_symlink(link_), "/dev/null");
}

TEST_F(pty_link, replaces_a_link_that_leads_nowhere) {
  fs::create_symlink("/nowhere", link_);
  EXPECT_TRUE(PtyLink::make(link_, "/dev/null"));
}

TEST_F(pty_link, replaces_a_link_that_a_dead_process_left_though_the_device_exists_again) {
  fs::create_symlink("/dev/zero", link_);
  { const UniqueFd left(::open((link_ + ".lock").c_str(), O_CREAT | O_WRONLY, 0600)); }
  const auto link = PtyLink::make(link_, "/dev/null");
  ASSERT_TRUE(link);
  EXPECT_EQ(fs::read_symlink(link_), "/dev/null");
}

TEST_F(pty_link, refuses_a_living_link_of_somebody_else) {
  fs::create_symlink("/dev/zero", link_);
  const auto link = PtyLink::make(link_, "/dev/null");
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().text, link_ + ": leads to /dev/zero, which is in use");
  EXPECT_EQ(fs::read_symlink(link_), "/dev/zero");
}

TEST_F(pty_link, refuses_a_file_that_is_no_link) {
  fs::create_directory(link_);
  const auto link = PtyLink::make(link_, "/dev/null");
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().text, link_ + ": exists and is not a symbolic link");
}

TEST_F(pty_link, leaves_a_link_that_was_made_to_lead_elsewhere) {
  {
    const auto link = PtyLink::make(link_, "/dev/null");
    fs::remove(link_);
    fs::create_symlink("/dev/zero", link_);
  }
  EXPECT_EQ(fs::read_symlink(link_), "/dev/zero");
}

TEST_F(pty_link, has_a_default_in_a_private_directory) {
  ::setenv("XDG_RUNTIME_DIR", directory_.path().c_str(), 1);
  EXPECT_EQ(default_pty_link(1).value(), directory_ / "atmqtt/modem");
  EXPECT_EQ(default_pty_link(2).value(), directory_ / "atmqtt/modem2");
  struct stat status = {};
  ASSERT_EQ(::stat((directory_ / "atmqtt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0700U);
}

TEST_F(pty_link, refuses_a_default_directory_that_others_can_enter) {
  ::setenv("XDG_RUNTIME_DIR", directory_.path().c_str(), 1);
  ASSERT_EQ(::mkdir((directory_ / "atmqtt").c_str(), 0700), 0);
  ASSERT_EQ(::chmod((directory_ / "atmqtt").c_str(), 0755), 0);
  const auto link = default_pty_link(1);
  ASSERT_FALSE(link);
  EXPECT_EQ(link.error().text,
            (directory_ / "atmqtt") + ": must be a directory of yours with mode 0700");
}

TEST_F(pty_link, refuses_a_link_that_somebody_else_has_put_into_a_shared_directory) {
  NEEDS_ROOT();
  share(directory_.path());
  for (const char* const target : {"/nowhere", "/dev/zero"}) {
    fs::create_symlink(target, link_);
    give_away(link_);
    const auto link = PtyLink::make(link_, "/dev/null");
    ASSERT_FALSE(link);
    EXPECT_EQ(link.error().text, link_ + ": belongs to somebody else");
    EXPECT_EQ(fs::read_symlink(link_), target);
    fs::remove(link_);
  }
}

TEST_F(pty_link, is_not_made_where_everybody_could_replace_it) {
  share_without_sticky_bit(directory_.path());
  EXPECT_FALSE(PtyLink::make(link_, "/dev/null"));
  EXPECT_TRUE(fs::is_empty(directory_.path()));
  share(directory_.path());
  EXPECT_TRUE(PtyLink::make(link_, "/dev/null"));
}

TEST_F(pty_link, writes_nothing_through_what_stands_at_its_temporary_name) {
  const std::string precious = directory_ / "precious";
  fs::create_symlink(precious, link_ + "." + std::to_string(::getpid()));
  const auto link = PtyLink::make(link_, "/dev/null");
  ASSERT_TRUE(link);
  EXPECT_EQ(fs::read_symlink(link_), "/dev/null");
  EXPECT_FALSE(fs::exists(precious));
}

TEST_F(pty_link, removes_its_own_link_when_its_path_was_led_elsewhere) {
  fs::create_directory(directory_ / "first");
  fs::create_directory(directory_ / "second");
  {
    const auto link = PtyLink::make(directory_ / "first/modem", "/dev/null");
    ASSERT_TRUE(link);
    fs::rename(directory_ / "first", directory_ / "moved");
    fs::create_symlink(directory_ / "second", directory_ / "first");
    fs::create_symlink("/dev/null", directory_ / "second/modem");
  }
  EXPECT_TRUE(fs::is_empty(directory_ / "moved"));
  EXPECT_TRUE(fs::is_symlink(directory_ / "second/modem"));
}

}  // namespace
}  // namespace atmqtt::io
