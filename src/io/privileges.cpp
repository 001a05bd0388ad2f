#include "io/privileges.hpp"

#include "base/check.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace atmqtt::io {
namespace {

/// Whether nothing of root is left that could be taken up again.
bool is_root_out_of_reach(uid_t uid, gid_t gid) {
  uid_t real_user = 0;
  uid_t effective_user = 0;
  uid_t saved_user = 0;
  gid_t real_group = 0;
  gid_t effective_group = 0;
  gid_t saved_group = 0;
  return ::getresuid(&real_user, &effective_user, &saved_user) == 0 &&
         ::getresgid(&real_group, &effective_group, &saved_group) == 0 && real_user == uid &&
         effective_user == uid && saved_user == uid && real_group == gid &&
         effective_group == gid && saved_group == gid && ::setuid(0) != 0 && ::seteuid(0) != 0 &&
         ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

}  // namespace

tl::expected<Privileges, OpenError> Privileges::assume(const std::string& name) {
  errno = 0;
  const passwd* const found = ::getpwnam(name.c_str());
  if (found == nullptr) {
    if (errno != 0) return tl::unexpected(system_error(name));
    return tl::unexpected(OpenError{name + ": there is no such user"});
  }
  User user{name, found->pw_uid, found->pw_gid};
  if (user.uid == 0) {
    return tl::unexpected(OpenError{name + ": must be a user who is not root"});
  }
  if (::geteuid() != 0) {
    return tl::unexpected(
        OpenError{name + ": only root can become somebody else; leave --user out"});
  }
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || ::initgroups(name.c_str(), user.gid) != 0 ||
      ::setegid(user.gid) != 0 || ::seteuid(user.uid) != 0) {
    return tl::unexpected(system_error(name));
  }
  Privileges privileges;
  privileges.user_ = std::move(user);
  return privileges;
}

tl::expected<void, OpenError> Privileges::drop() const {
  if (!user_) return {};
  if (::seteuid(0) != 0 || ::setresgid(user_->gid, user_->gid, user_->gid) != 0 ||
      ::setresuid(user_->uid, user_->uid, user_->uid) != 0) {
    return tl::unexpected(system_error(user_->name));
  }
  if (is_root_out_of_reach(user_->uid, user_->gid)) return {};
  return tl::unexpected(OpenError{user_->name + ": root cannot be given up here"});
}

Privileges::RootScope::RootScope(const Privileges& privileges) : user_(privileges.user_) {
  if (user_) CHECK(::seteuid(0) == 0);
}

Privileges::RootScope::~RootScope() {
  const int error = errno;
  if (user_) CHECK(::seteuid(user_->uid) == 0);
  errno = error;
}

}  // namespace atmqtt::io
