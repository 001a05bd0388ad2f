#include "io/read_file.hpp"

#include "unit/io/loop_fixture.hpp"

#include <fstream>

namespace atmqtt::io {
namespace {

TEST(read_file, gives_all_octets) {
  const TemporaryDirectory directory;
  const std::string content = std::string(10'000, 'x') + std::string("\0\r\n", 3);
  std::ofstream(directory / "f", std::ios::binary) << content;
  EXPECT_EQ(read_file(directory / "f"), content);
}

TEST(read_file, says_why_it_cannot) {
  const TemporaryDirectory directory;
  const auto none = read_file(directory / "none");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().text, directory / "none" + ": No such file or directory");
  EXPECT_EQ(read_file(directory.path()).error().text, directory.path() + ": Is a directory");
}

}  // namespace
}  // namespace atmqtt::io
