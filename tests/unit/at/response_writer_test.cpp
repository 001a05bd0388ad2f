#include "at/response_writer.hpp"

#include "support/recording_observer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace atmqtt::at {
namespace {

class response_writer : public testing::Test {
 protected:
  response_writer() { writer.attach(); }

  std::string read() {
    std::string octets(writer.view());
    writer.pop(octets.size());
    return octets;
  }

  Registers registers;
  BufferPool pool;
  support::RecordingObserver observer;
  ResponseWriter writer{registers, pool, observer};
};

TEST_F(response_writer, frames_a_final_result_by_cr_lf) {
  writer.final_result(ResultCode::ok);
  EXPECT_EQ(read(), "\r\nOK\r\n");
  writer.final_result(ResultCode::error);
  EXPECT_EQ(read(), "\r\nERROR\r\n");
}

TEST_F(response_writer, puts_one_cr_lf_between_the_lines_of_a_response) {
  writer.information("a");
  writer.information("b");
  writer.final_result(ResultCode::ok);
  EXPECT_EQ(read(), "\r\na\r\nb\r\n\r\nOK\r\n");
  writer.begin_response();
  writer.information("c");
  EXPECT_EQ(read(), "\r\nc\r\n");
}

TEST_F(response_writer, frames_unsolicited_texts_by_cr_lf) {
  writer.unsolicited("a");
  writer.unsolicited("b");
  EXPECT_EQ(read(), "\r\na\r\n\r\nb\r\n");
}

TEST_F(response_writer, writes_codes_and_texts_of_v0) {
  registers.verbose = false;
  writer.information("a");
  writer.information("b");
  writer.final_result(ResultCode::ok);
  writer.final_result(ResultCode::error);
  writer.unsolicited("c");
  EXPECT_EQ(read(), "a\r\nb\r\n0\r4\rc\r\n");
}

TEST_F(response_writer, leaves_final_results_out_under_q1) {
  registers.quiet = true;
  writer.information("a");
  writer.final_result(ResultCode::ok);
  writer.final_result(ResultCode::error);
  writer.unsolicited("b");
  writer.prompt("\r\n>");
  EXPECT_EQ(read(), "\r\na\r\n\r\nb\r\n\r\n>");
}

TEST_F(response_writer, forms_lines_by_s3_and_s4_but_not_the_prompt) {
  registers.s[1] = 0;
  registers.s[2] = 127;
  writer.information("a");
  writer.final_result(ResultCode::ok);
  writer.prompt("\r\n>");
  EXPECT_EQ(read(), std::string("\0\x7F"
                                "a\0\x7F\0\x7F"
                                "OK\0\x7F\r\n>",
                                14));
  registers.verbose = false;
  writer.final_result(ResultCode::ok);
  EXPECT_EQ(read(), std::string("0\0", 2));
}

TEST_F(response_writer, echoes_only_under_e1) {
  writer.echo("a");
  registers.echo = false;
  writer.echo("b");
  EXPECT_EQ(read(), "a");
}

TEST_F(response_writer, writes_a_text_of_lines_and_data) {
  writer.begin_text();
  writer.text_line("a");
  writer.text_data("\r\n\xFF");
  writer.text_line("b");
  EXPECT_EQ(read(), "\r\na\r\n\r\n\xFF\r\nb\r\n");
  registers.verbose = false;
  writer.begin_text();
  writer.text_line("a");
  EXPECT_EQ(read(), "a\r\n");
}

TEST_F(response_writer, writes_nothing_without_a_dte) {
  writer.detach();
  writer.information("a");
  writer.final_result(ResultCode::ok);
  writer.unsolicited("b");
  writer.prompt("\r\n>");
  writer.echo("c");
  writer.begin_text();
  writer.text_line("d");
  writer.text_data("e");
  EXPECT_EQ(writer.size(), 0U);
  EXPECT_TRUE(observer.lines().empty());
}

TEST_F(response_writer, forgets_what_the_dte_that_goes_has_not_read) {
  writer.information("a");
  writer.detach();
  EXPECT_EQ(writer.view(), "");
  EXPECT_EQ(writer.written(), writer.appended());
  writer.attach();
  writer.information("b");
  EXPECT_EQ(read(), "\r\nb\r\n") << "the first line of a response again";
}

TEST_F(response_writer, counts_what_is_written_and_what_waits) {
  writer.final_result(ResultCode::ok);
  writer.pop(4);
  EXPECT_EQ(writer.written(), 4U);
  EXPECT_EQ(writer.appended(), 6U);
  EXPECT_EQ(writer.size(), 2U);
}

TEST_F(response_writer, traces_texts_and_neither_echo_nor_line_ends) {
  writer.echo("AT\r");
  writer.information("a\t");
  writer.information("secret", "***");
  writer.final_result(ResultCode::ok);
  writer.prompt("\r\n>");
  writer.text_data("\xFF");
  registers.verbose = false;
  writer.final_result(ResultCode::error);
  EXPECT_EQ(observer.lines(),
            (std::vector<std::string>{"< a\\t", "< ***", "< OK", "< >", "< \\xFF", "< 4"}));
}

}  // namespace
}  // namespace atmqtt::at
