// The codec over a pipe: answers each line on standard input by one on standard output.
//
//   decode 3|4 HEX   the words of packet_words.hpp
//   encode WORDS     HEX
//
// Anything else is answered "what?".

#include "codec/packet_words.hpp"

#include <iostream>
#include <string>
#include <string_view>

namespace {

std::string answer(std::string_view line) {
  using namespace atmqtt;
  if (line.starts_with("encode ")) {
    const auto octets = codec::to_octets(line.substr(7));
    return octets ? codec::to_hex(*octets) : "what?";
  }
  for (const mqtt::Version version : {mqtt::Version::v3_1, mqtt::Version::v3_1_1}) {
    const std::string begin = "decode " + std::to_string(static_cast<int>(version)) + " ";
    if (!line.starts_with(begin)) continue;
    return codec::to_words(codec::from_hex(line.substr(begin.size())), version);
  }
  return "what?";
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << answer(line) << '\n';
}
