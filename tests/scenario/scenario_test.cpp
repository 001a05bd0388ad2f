#include "scenario/scenario.hpp"

#include "scenario/injection.hpp"
#include "scenario/run.hpp"
#include "sim/virtual_world.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <optional>
#include <string>

namespace atmqtt::scenario {
namespace {

struct Case {
  const Scenario* scenario;
  std::size_t piece_size;
};

/// Apart from the tests, whose class has a Run of its own.
std::string play(const Scenario& scenario, std::size_t piece_size,
                 const std::optional<Injection>& injection) {
  return Run(scenario, piece_size).play(injection);
}

class scenario_of_the_chapter : public testing::TestWithParam<Case> {};

TEST_P(scenario_of_the_chapter, succeeds_when_nothing_fails) {
  const auto [scenario, piece_size] = GetParam();
  ASSERT_FALSE(scenario->steps.empty());
  EXPECT_EQ(play(*scenario, piece_size, std::nullopt), "");
}

TEST_P(scenario_of_the_chapter, ends_as_documented_whatever_fails_at_each_of_its_steps) {
  const auto [scenario, piece_size] = GetParam();
  int failed_count = 0;
  constexpr int shown_max = 5;
  const std::vector<Injection> injections = injections_into(*scenario);
  ASSERT_GE(injections.size(), scenario->steps.size()) << "each step can fail";
  for (const Injection& injection : injections) {
    const std::string difference = play(*scenario, piece_size, injection);
    if (difference.empty()) continue;
    ADD_FAILURE() << describe(injection, *scenario) << "\n" << difference;
    if (++failed_count == shown_max) break;
  }
}

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const Scenario& scenario : all_scenarios()) {
    cases.push_back({&scenario, sim::unlimited});
    cases.push_back({&scenario, 1});
  }
  return cases;
}

std::string name_of_case(const testing::TestParamInfo<Case>& info) {
  const bool is_cut = info.param.piece_size == 1;
  return info.param.scenario->name + (is_cut ? "_in_pieces_of_one_octet" : "_whole");
}

INSTANTIATE_TEST_SUITE_P(all, scenario_of_the_chapter, testing::ValuesIn(all_cases()),
                         name_of_case);

}  // namespace
}  // namespace atmqtt::scenario
