#include "app/junit.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace atmqtt::app {
namespace {

TEST(junit, has_a_case_for_each_result) {
  const std::vector<Outcome> outcomes = {
      {.file = "a&b.at",
       .modem = "sim8200",
       .skip_reason = {},
       .difference = {},
       .time = std::chrono::milliseconds(1500)},
      {.file = "b.at", .modem = "sim7600", .skip_reason = "is for \"x\""},
      {.file = "c.at",
       .modem = "sim8200",
       .skip_reason = {},
       .difference =
           sim::Difference{
               .line = 3, .text = "something <else>", .sides = sim::Sides{"OK", "ERROR", 0}}},
  };
  EXPECT_EQ(junit_report(outcomes),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuites>\n"
            "  <testsuite name=\"atmqtt check\" tests=\"3\" failures=\"1\" errors=\"0\" "
            "skipped=\"1\" time=\"1.500\">\n"
            "    <testcase name=\"a&amp;b.at\" classname=\"sim8200\" time=\"1.500\"></testcase>\n"
            "    <testcase name=\"b.at\" classname=\"sim7600\" time=\"0.000\">"
            "<skipped message=\"is for &quot;x&quot;\"/></testcase>\n"
            "    <testcase name=\"c.at\" classname=\"sim8200\" time=\"0.000\">"
            "<failure message=\"line 3: something &lt;else&gt;\">"
            "c.at:3: something &lt;else&gt;&#10;  expected: OK&#10;  got:      ERROR"
            "</failure></testcase>\n"
            "  </testsuite>\n"
            "</testsuites>\n");
}

}  // namespace
}  // namespace atmqtt::app
