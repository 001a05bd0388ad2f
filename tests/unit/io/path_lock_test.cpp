#include "io/path_lock.hpp"

#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

namespace atmqtt::io {
namespace {

TEST(path_lock, is_held_by_one_at_a_time) {
  const TemporaryDirectory directory;
  auto first = PathLock::take(directory / "x");
  ASSERT_TRUE(first);
  EXPECT_FALSE(first->was_left_behind());
  const auto second = PathLock::take(directory / "x");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, (directory / "x") + ": in use by another process, which holds " +
                                     (directory / "x.lock"));
}

TEST(path_lock, leaves_nothing_when_it_ends) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(PathLock::take(directory / "x"));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(path_lock, knows_a_file_that_a_dead_process_left) {
  const TemporaryDirectory directory;
  { const UniqueFd left(::open((directory / "x.lock").c_str(), O_CREAT | O_WRONLY, 0600)); }
  const auto lock = PathLock::take(directory / "x");
  ASSERT_TRUE(lock);
  EXPECT_TRUE(lock->was_left_behind());
}

TEST(path_lock, tells_the_words_of_the_system) {
  const auto lock = PathLock::take("/nowhere/x");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().text, "/nowhere/x: No such file or directory");
}

TEST(path_lock, is_not_taken_where_everybody_could_remove_it) {
  const TemporaryDirectory directory;
  share_without_sticky_bit(directory.path());
  const auto lock = PathLock::take(directory / "x");
  ASSERT_FALSE(lock);
  EXPECT_TRUE(lock.error().text.starts_with((directory / "x") + ": everybody could replace it"));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  share(directory.path());
  EXPECT_TRUE(PathLock::take(directory / "x"));
}

TEST(path_lock, follows_no_symbolic_link) {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink(directory / "precious", directory / "x.lock");
  EXPECT_FALSE(PathLock::take(directory / "x"));
  EXPECT_FALSE(std::filesystem::exists(directory / "precious"));
  { const UniqueFd made(::open((directory / "precious").c_str(), O_CREAT | O_WRONLY, 0600)); }
  EXPECT_FALSE(PathLock::take(directory / "x"));
}

TEST(path_lock, takes_no_file_of_another_kind_or_of_somebody_else) {
  NEEDS_ROOT();
  const TemporaryDirectory directory;
  const std::string file = directory / "x.lock";
  ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0);
  EXPECT_EQ(PathLock::take(directory / "x").error().text,
            file + ": is not a file of yours; remove it");
  std::filesystem::remove(file);
  { const UniqueFd left(::open(file.c_str(), O_CREAT | O_WRONLY, 0666)); }
  give_away(file);
  EXPECT_EQ(PathLock::take(directory / "x").error().text,
            file + ": is not a file of yours; remove it");
}

}  // namespace
}  // namespace atmqtt::io
