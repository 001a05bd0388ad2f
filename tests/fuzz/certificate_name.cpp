// A name that is accepted stays in its directory; names written in hexadecimal go there and back.

#include "tlsconf/certificate_name.hpp"

#include "base/check.hpp"
#include "base/utf8.hpp"
#include "input.hpp"

#include <string_view>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace atmqtt;
  const std::string_view name = fuzz::as_text(data, size);
  if (!tlsconf::fault_of_name(name)) {
    CHECK(!name.starts_with('.'));
    CHECK(name.find_first_of(std::string_view("/\\\"\0\r\n", 6)) == std::string_view::npos);
    CHECK(name.ends_with(".pem") || name.ends_with(".der"));
    CHECK(tlsconf::decode_non_ascii(tlsconf::encode_non_ascii(name)) == name);
  }
  if (const auto decoded = tlsconf::decode_non_ascii(name);
      decoded && !tlsconf::fault_of_name(*decoded)) {
    CHECK(tlsconf::decode_non_ascii(tlsconf::encode_non_ascii(*decoded)) == decoded);
  }
  return 0;
}
