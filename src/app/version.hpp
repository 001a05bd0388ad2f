#pragma once

#include <string>

namespace atmqtt::app {

/// What --version prints: our version, and on the second line those of the libraries, so that a
/// reader of an advisory knows whether it concerns him. Of what is linked when the program starts
/// it is the version that runs.
[[nodiscard]] std::string version_text();

}  // namespace atmqtt::app
