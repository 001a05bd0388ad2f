#include "io/privileges.hpp"

#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

#include <grp.h>
#include <netinet/in.h>
#include <sys/prctl.h>

namespace atmqtt::io {
namespace {

constexpr const char* user = "nobody";

std::string error_of(const std::string& name) {
  const auto assumed = Privileges::assume(name);
  return assumed ? "" : assumed.error().text;
}

/// Ends this process, a child of the test's, with 0 if all is so.
template <class... Facts>
[[noreturn]] void exit_with(Facts... facts) {
  int number = 1;
  int first_wrong = 0;
  ((first_wrong == 0 && !facts ? first_wrong = number : 0, ++number), ...);
  ::_exit(first_wrong);
}

TEST(privileges, stay_what_they_are_where_no_user_is_assumed) {
  const uid_t former = ::geteuid();
  const Privileges privileges;
  EXPECT_EQ(privileges.as_root([] { return ::geteuid(); }), former);
  EXPECT_TRUE(privileges.drop());
  EXPECT_EQ(::geteuid(), former);
}

TEST(privileges, are_not_assumed_of_nobody_known_nor_of_root) {
  EXPECT_EQ(error_of("nosuchuser"), "nosuchuser: there is no such user");
  EXPECT_EQ(error_of(""), ": there is no such user");
  EXPECT_EQ(error_of("root"), "root: must be a user who is not root");
}

TEST(privileges_death_test, can_be_assumed_by_root_only) {
  NEEDS_ROOT();
  const auto check = [] {
    // First, whatever the order of arguments is.
    const bool is_changed = ::setuid(65534) == 0;
    exit_with(is_changed,
              error_of(user) == "nobody: only root can become somebody else; leave --user out");
  };
  EXPECT_EXIT(check(), testing::ExitedWithCode(0), "");
}

TEST(privileges_death_test, are_the_users_for_files_and_roots_for_what_is_opened_as_root) {
  NEEDS_ROOT();
  const auto check = [] {
    const auto privileges = Privileges::assume(user);
    errno = 0;
    const uid_t before = ::geteuid();
    const uid_t inside = privileges->as_root([] {
      errno = ENOENT;
      return ::geteuid();
    });
    exit_with(before == 65534, inside == 0, errno == ENOENT, ::geteuid() == 65534);
  };
  EXPECT_EXIT(check(), testing::ExitedWithCode(0), "");
}

TEST(privileges_death_test, cannot_be_regained_once_dropped) {
  NEEDS_ROOT();
  const auto check = [] {
    const auto privileges = Privileges::assume(user);
    const bool is_dropped = privileges->drop().has_value();
    const gid_t root_group = 0;
    exit_with(is_dropped, ::getuid() == 65534, ::geteuid() == 65534, ::setuid(0) != 0,
              ::seteuid(0) != 0, ::setresuid(0, 0, 0) != 0, ::setgid(0) != 0, ::setegid(0) != 0,
              ::setgroups(1, &root_group) != 0, ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1,
              ::open("/etc/shadow", O_RDONLY) < 0);
  };
  EXPECT_EXIT(check(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace atmqtt::io
