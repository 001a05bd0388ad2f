#pragma once

namespace atmqtt::app {

/// One function for each alternative of a variant.
template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace atmqtt::app
