// Every file *.at beside this one is a test, played twice: with octets passed on as they come, and
// one by one, in which the modem must show no difference.

#include "sim/dialogue.hpp"

#include "io/hmac.hpp"
#include "sim/dialogue_settings.hpp"
#include "unit/sim/virtual_play.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace atmqtt::sim {
namespace {

std::vector<std::filesystem::path> find_dialogues() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(DIALOGUES)) {
    if (entry.path().extension() == ".at") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string relative_name(const std::filesystem::path& path) {
  return path.lexically_relative(DIALOGUES).generic_string();
}

std::string test_name(const testing::TestParamInfo<std::filesystem::path>& info) {
  std::string name = relative_name(info.param.parent_path() / info.param.stem());
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class dialogue : public testing::TestWithParam<std::filesystem::path> {
 protected:
  void play_in_pieces_of(std::size_t piece_size) {
    std::ifstream file(GetParam(), std::ios::binary);
    ASSERT_TRUE(file) << GetParam();
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto parsed = parse_dialogue(relative_name(GetParam()), text);
    ASSERT_TRUE(parsed) << parsed.error();
    for (const std::string& profile : profiles_of(*parsed)) {
      EXPECT_EQ(play_virtually(*parsed, profile, piece_size, io::hmac), "none") << profile;
    }
  }
};

TEST_P(dialogue, is_played_to_the_octet) { play_in_pieces_of(65'536); }
TEST_P(dialogue, is_the_same_octet_by_octet) { play_in_pieces_of(1); }

INSTANTIATE_TEST_SUITE_P(tests, dialogue, testing::ValuesIn(find_dialogues()), test_name);

}  // namespace
}  // namespace atmqtt::sim
