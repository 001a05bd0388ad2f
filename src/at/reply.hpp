#pragma once

#include "at/cme_error.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

namespace atmqtt::at {

/// How a command is answered. A handler never spells the command's name and never writes a final
/// result code: the interpreter, which knows what runs, does both.
struct Reply {
  enum class Kind : unsigned char {
    ok,
    error,
    data,     ///< prompt, then data_size octets, then the form's second handler
    pending,  ///< Interpreter::finish() gives the final result code later
  };

  Kind kind = Kind::ok;
  /// The numbers of `<name>: <first>[,<second>]` in front of the final result code, if any.
  std::array<int, 2> values{};
  std::size_t value_count = 0;
  std::size_t data_size = 0;
  /// How an error is worded when AT+CMEE asks for more than ERROR.
  std::optional<CmeError> cme{};
  /// What is queued (URCs) stands before the final result code, where a module prints it there.
  bool is_behind_posts = false;
  /// Why it is refused, for the observer; empty when it is not.
  std::string why;

  [[nodiscard]] static Reply ok() { return {}; }

  [[nodiscard]] static Reply error(std::string why) {
    Reply reply;
    reply.kind = Kind::error;
    reply.why = std::move(why);
    return reply;
  }

  /// ERROR, a number or a text, as AT+CMEE says (27.007 9.1).
  [[nodiscard]] static Reply cme_error(CmeError cme, std::string why) {
    Reply reply = error(std::move(why));
    reply.cme = cme;
    return reply;
  }

  [[nodiscard]] static Reply data(std::size_t size) {
    Reply reply;
    reply.kind = Kind::data;
    reply.data_size = size;
    return reply;
  }

  [[nodiscard]] static Reply pending() {
    Reply reply;
    reply.kind = Kind::pending;
    return reply;
  }

  /// The same answer with `<name>: <value>` in front of it.
  [[nodiscard]] Reply with(int value) && {
    values[value_count++] = value;
    return std::move(*this);
  }

  [[nodiscard]] Reply behind_posts(bool is_behind) && {
    is_behind_posts = is_behind;
    return std::move(*this);
  }

  [[nodiscard]] Reply with(int first, int second) && {
    return std::move(*this).with(first).with(second);
  }
};

}  // namespace atmqtt::at
