#include "fleet/expectation.hpp"

#include "fleet/metrics.hpp"
#include "fleet/summary.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace atmqtt::fleet {
namespace {

using namespace std::chrono_literals;

Expectation parsed(std::string_view text) {
  auto expectation = Expectation::parse(text);
  EXPECT_TRUE(expectation) << expectation.error();
  return expectation.value();
}

std::string error_of(std::string_view text) {
  const auto expectation = Expectation::parse(text);
  return expectation ? "no error" : expectation.error();
}

Report example() {
  Report report;
  report.time = 10s;
  report.tally.errors = 2;
  report.tally.published = 500;
  report.tally.connected = 19'000;
  report.tally.failed = {{3, 4}, {26, 1}};
  for (int i = 1; i <= 100; ++i) report.tally.publish.add(i * 1ms);
  report.tally.faults[{Fault::Kind::wrong_answer, 7}] = {2, "modem 1: s.at:7: expected 'OK'"};
  return report;
}

TEST(fleet_expectation, compares_by_every_operator) {
  const Report report = example();
  for (const char* met : {"errors==2", "errors!=0", "errors<3", "errors<=2", "errors>1",
                          "errors >= 2", "connected==19000", "failed==5", "sent/s==50"}) {
    EXPECT_TRUE(parsed(met).is_met(report)) << met;
  }
  for (const char* unmet :
       {"errors==0", "errors!=2", "errors<2", "errors<=1", "errors>2", "errors>=3", "failed==0"}) {
    EXPECT_FALSE(parsed(unmet).is_met(report)) << unmet;
  }
}

TEST(fleet_expectation, takes_times_in_their_units) {
  const Report report = example();
  EXPECT_TRUE(parsed("p50<60ms").is_met(report));
  EXPECT_TRUE(parsed("p50>=50000us").is_met(report));
  EXPECT_FALSE(parsed("p99<0.05s").is_met(report));
  EXPECT_TRUE(parsed("p99<1min").is_met(report));
}

TEST(fleet_expectation, is_not_met_by_what_was_not_measured) {
  EXPECT_FALSE(parsed("p99<1min").is_met(Report()));
  EXPECT_FALSE(parsed("p99>0s").is_met(Report()));
}

TEST(fleet_expectation, says_what_is_allowed) {
  EXPECT_EQ(error_of("errors"), "must be NAME OPERATOR VALUE, as in errors==0 or p99<50ms");
  EXPECT_EQ(error_of("errors=0"), "the operator must be one of == != < <= > >=");
  EXPECT_EQ(error_of("errors==x"), "errors is a number, as in 0 or 19000");
  EXPECT_EQ(error_of("errors==-1"), "errors is a number, as in 0 or 19000");
  EXPECT_EQ(error_of("p99<50"), "p99 is a time, so its value needs a unit, as in 50ms");
  EXPECT_TRUE(
      error_of("speed>1").starts_with("there is no 'speed', must be one of seconds, modems"));
}

TEST(fleet_summary, says_the_same_in_words_and_in_json) {
  const Report report = example();
  const std::vector<Expectation> expectations = {parsed("errors==0"), parsed("p50<60ms")};
  const std::string text = summary_text(report, expectations);
  EXPECT_NE(text.find("connected          19,000"), std::string::npos) << text;
  EXPECT_NE(text.find("failed by code: 3 x 4, 26 x 1\n"), std::string::npos) << text;
  EXPECT_NE(text.find("2 x wrong answer, first: modem 1: s.at:7: expected 'OK'\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("expected errors==0: NO (2)\n"), std::string::npos) << text;
  EXPECT_FALSE(are_met(expectations, report));

  const auto json = nlohmann::json::parse(summary_json(report, expectations));
  EXPECT_EQ(json["figures"]["connected"], 19'000);
  EXPECT_EQ(json["failed"]["26"], 1);
  EXPECT_TRUE(json["figures"]["message.p50"].is_null());
  EXPECT_EQ(json["faults"][0]["line"], 7);
  EXPECT_EQ(json["expectations"][0]["met"], false);
  EXPECT_EQ(json["expectations"][1]["met"], true);
}

TEST(fleet_metrics, have_buckets_that_grow_to_the_count) {
  const std::string text = metrics_text(example().tally);
  for (const char* line :
       {"atmqtt_fleet_errors_total 2\n", "atmqtt_fleet_connected_clients 19000\n",
        "atmqtt_fleet_failed_connects_total{code=\"3\"} 4\n",
        "atmqtt_fleet_publish_seconds_bucket{le=\"0.0005\"} 0\n",
        "atmqtt_fleet_publish_seconds_bucket{le=\"+Inf\"} 100\n",
        "atmqtt_fleet_publish_seconds_count 100\n",
        "# TYPE atmqtt_fleet_publish_seconds histogram\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(fleet_tally, adds_up_and_keeps_the_longest) {
  Tally one = example().tally;
  Tally other = example().tally;
  one.lag = 3ms;
  other.lag = 2ms;
  other.faults[{Fault::Kind::late_answer, 1}] = {1, "other"};
  one.merge(other);
  EXPECT_EQ(one.errors, 4U);
  EXPECT_EQ(one.connected, 38'000U);
  EXPECT_EQ(one.failed.at(3), 8U);
  EXPECT_EQ(one.publish.count(), 200U);
  EXPECT_EQ(one.lag, 3ms);
  EXPECT_EQ(one.faults.size(), 2U);
  EXPECT_EQ((one.faults[{Fault::Kind::wrong_answer, 7}].count), 4U);
}

}  // namespace
}  // namespace atmqtt::fleet
