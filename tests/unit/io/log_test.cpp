#include "io/log.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::io {
namespace {

std::string logged_at(LogLevel level) {
  ::testing::internal::CaptureStderr();
  configure_log(level);
  log_debug("a");
  log_info("b");
  log_warning("c");
  log_why("why d");
  log_error("e");
  configure_log(LogLevel::warning);
  return ::testing::internal::GetCapturedStderr();
}

TEST(log, writes_from_its_level_on) {
  EXPECT_EQ(logged_at(LogLevel::debug), "debug: a\ninfo: b\nwarning: c\nwhy d\nerror: e\n");
  EXPECT_EQ(logged_at(LogLevel::info), "info: b\nwarning: c\nwhy d\nerror: e\n");
  EXPECT_EQ(logged_at(LogLevel::warning), "warning: c\nwhy d\nerror: e\n");
  EXPECT_EQ(logged_at(LogLevel::error), "error: e\n");
  EXPECT_EQ(logged_at(LogLevel::off), "");
}

TEST(log, takes_texts_literally) {
  ::testing::internal::CaptureStderr();
  log_warning("{} %v {0}");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "warning: {} %v {0}\n");
}

TEST(log, ends_its_lines_as_told) {
  ::testing::internal::CaptureStderr();
  configure_log(LogLevel::warning, "\r\n");
  log_warning("a");
  configure_log(LogLevel::warning);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "warning: a\r\n");
}

}  // namespace
}  // namespace atmqtt::io
