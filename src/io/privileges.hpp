#pragma once

#include "io/open_error.hpp"

#include <sys/types.h>
#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace atmqtt::io {

/// Who the process acts as. One that was started by root and is to serve as somebody else is that
/// user for all files from the first on, so that they are made with his rights and are his, is root
/// again only for the opening of what needs it, and in the end gives root up for good.
class Privileges {
 public:
  /// Those of a process that stays what it is.
  Privileges() = default;

  /// Acts as the user from here on, with his groups, and gains no privilege by executing a program
  /// any more, nor do its threads and children. Fails when there is no such user, when it is root,
  /// and when we are not root. Needs: the process has one thread yet.
  [[nodiscard]] static tl::expected<Privileges, OpenError> assume(const std::string& user);

  /// What `open` returns when it is called as root; as ourselves where no user was assumed. Needs:
  /// drop() was not called.
  template <class Open>
  auto as_root(const Open& open) const {
    const RootScope scope(*this);
    return open();
  }

  /// Gives root up for good, and makes sure of it. Does nothing where no user was assumed.
  [[nodiscard]] tl::expected<void, OpenError> drop() const;

 private:
  struct User {
    std::string name;
    uid_t uid;
    gid_t gid;
  };

  /// Keeps errno.
  class RootScope {
   public:
    explicit RootScope(const Privileges& privileges);
    RootScope(const RootScope&) = delete;
    RootScope& operator=(const RootScope&) = delete;
    ~RootScope();

   private:
    const std::optional<User>& user_;
  };

  std::optional<User> user_;
};

}  // namespace atmqtt::io
