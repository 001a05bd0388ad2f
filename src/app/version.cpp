#include "app/version.hpp"

#include "app/toml.hpp"

#include <CLI/Version.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>
#include <openssl/crypto.h>
#include <spdlog/version.h>

namespace atmqtt::app {

std::string version_text() {
  return fmt::format(
      "atmqtt {}\nOpenSSL {}, Boost {}.{}.{}, fmt {}.{}.{}, spdlog {}.{}.{}, CLI11 {}, toml++ "
      "{}.{}.{}\n",
      ATMQTT_VERSION, OpenSSL_version(OPENSSL_VERSION_STRING), BOOST_VERSION / 100000,
      BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100, FMT_VERSION / 10000, FMT_VERSION / 100 % 100,
      FMT_VERSION % 100, SPDLOG_VER_MAJOR, SPDLOG_VER_MINOR, SPDLOG_VER_PATCH, CLI11_VERSION,
      TOML_LIB_MAJOR, TOML_LIB_MINOR, TOML_LIB_PATCH);
}

}  // namespace atmqtt::app
