#include "io/trace.hpp"

#include "io/log.hpp"
#include "unit/io/loop_fixture.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <regex>

namespace atmqtt::io {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The trace of one modem, with its time stamps replaced by "TIME".
std::string trace_of(int modem_number, void (*tell)(Observer&)) {
  const TemporaryDirectory directory;
  auto file = TraceFile::open(directory / "trace");
  EXPECT_TRUE(file);
  ModemTrace trace(&*file, modem_number);
  tell(trace);
  const std::regex time(R"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6})");
  return std::regex_replace(content_of(directory / "trace"), time, "TIME");
}

void tell_all(Observer& observer) {
  configure_log(LogLevel::off);
  observer.on_line(Direction::received, "AT");
  observer.on_line(Direction::sent, "OK");
  observer.on_packet(0, Direction::sent, "PINGREQ");
  observer.on_packet(1, Direction::received, "PINGRESP");
  observer.on_why("why AT -> ERROR: because");
  configure_log(LogLevel::warning);
}

TEST(trace, has_a_line_for_each_event_and_why_at_the_beginning_of_its_line) {
  EXPECT_EQ(trace_of(0, tell_all),
            "TIME > AT\nTIME < OK\nTIME -> client 0 PINGREQ\nTIME <- client 1 PINGRESP\n"
            "why AT -> ERROR: because\n");
}

TEST(trace, numbers_the_modems_when_there_are_several) {
  EXPECT_EQ(trace_of(2, tell_all),
            "TIME [modem 2] > AT\nTIME [modem 2] < OK\nTIME [modem 2] -> client 0 PINGREQ\n"
            "TIME [modem 2] <- client 1 PINGRESP\nwhy AT -> ERROR: because [modem 2]\n");
}

TEST(trace, appends_to_a_file_that_only_its_owner_can_read) {
  const TemporaryDirectory directory;
  const std::string path = directory / "trace";
  { TraceFile::open(path)->write("first\n"); }
  { TraceFile::open(path)->write("second\n"); }
  EXPECT_EQ(content_of(path), "first\nsecond\n");
  struct stat status = {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(trace, tells_the_log_why_as_well_but_once_on_standard_error) {
  ::testing::internal::CaptureStderr();
  ModemTrace(nullptr, 0).on_why("why a");
  auto standard_error = TraceFile::open("-");
  ASSERT_TRUE(standard_error);
  ModemTrace(&*standard_error, 0).on_why("why b");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "why a\nwhy b\n");
}

TEST(trace, is_wanted_only_with_a_file) {
  auto standard_error = TraceFile::open("-");
  EXPECT_FALSE(ModemTrace(nullptr, 0).is_tracing());
  EXPECT_TRUE(ModemTrace(&*standard_error, 0).is_tracing());
}

TEST(trace, tells_the_words_of_the_system) {
  const auto file = TraceFile::open("/nowhere/trace");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().text, "/nowhere/trace: No such file or directory");
}

}  // namespace
}  // namespace atmqtt::io
