#pragma once

#include "at/parameter.hpp"

#include <string>
#include <string_view>

namespace atmqtt::at {

/// Writes the values of a test answer as the manuals print them:
/// `(0-1),(1-128)`, or in a module with test.brackets `(0-1),(1-128)[,(0-1)]`.
class TestText {
 public:
  /// Appends to `out`, in which a keyword may stand already. It must outlive the object.
  TestText(std::string& out, bool has_brackets) : out_(out), has_brackets_(has_brackets) {}
  TestText(const TestText&) = delete;
  TestText& operator=(const TestText&) = delete;
  ~TestText() {
    if (is_in_brackets_) out_ += ']';
  }

  /// The next parameter. What the manual leaves out otherwise stands in brackets by its name.
  void append(std::string_view name, const Ranges& ranges, const Traits& traits);

 private:
  std::string& out_;
  bool has_brackets_;
  bool is_in_brackets_ = false;  ///< a bracket is open; what follows is optional, too
};

}  // namespace atmqtt::at
