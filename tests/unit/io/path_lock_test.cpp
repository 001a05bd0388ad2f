#include "io/path_lock.hpp"

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
  EXPECT_EQ(lock.error().text, "/nowhere/x.lock: No such file or directory");
}

}  // namespace
}  // namespace atmqtt::io
