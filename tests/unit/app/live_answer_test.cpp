#include "app/live_answer.hpp"

#include <gtest/gtest.h>

namespace atmqtt::app {
namespace {

TEST(live_answer, is_there_with_the_final_result_code) {
  EXPECT_FALSE(is_answered("AT", ""));
  EXPECT_FALSE(is_answered("AT", "\r\nOK"));
  EXPECT_TRUE(is_answered("AT", "\r\nOK\r\n"));
  EXPECT_TRUE(is_answered("AT+CGMI", "\r\nSIMCOM\r\n\r\nOK\r\n"));
  EXPECT_FALSE(is_answered("AT+CGMI", "\r\nSIMCOM\r\n"));
  EXPECT_FALSE(is_answered("AT+X", "\r\nERROR"));
  EXPECT_TRUE(is_answered("AT+X", "\r\nERROR\r\n"));
  EXPECT_FALSE(is_answered("AT+X", "\r\n+CME ERROR: SIM"));
  EXPECT_TRUE(is_answered("AT+X", "\r\n+CME ERROR: SIM not inserted\r\n"));
}

TEST(live_answer, waits_for_the_result_of_the_network_before_or_behind_ok) {
  EXPECT_FALSE(is_answered("AT+CMQTTSTART", "\r\nOK\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTSTART", "\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n"));
  EXPECT_TRUE(is_answered("at+cmqttstart", "\r\n+CMQTTSTART: 0\r\n\r\nOK\r\n"));
  EXPECT_FALSE(is_answered("AT+CMQTTSUB=0,1,1", "\r\nOK\r\n\r\n+CMQTTSUBTOPIC: 0,0\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTSUB=0,1,1", "\r\nOK\r\n\r\n+CMQTTSUB: 0,0\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTPUB=0,1,60", "\r\n+CMQTTPUB: 0,11\r\n\r\nERROR\r\n"));
}

TEST(live_answer, waits_for_no_result_where_there_is_none) {
  EXPECT_TRUE(is_answered("AT+CMQTTSUBTOPIC=0,1,1", "\r\nOK\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTCONNECT?", "\r\n+CMQTTCONNECT: 0\r\n\r\nOK\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTPUB=?", "\r\nOK\r\n"));
}

TEST(live_answer, may_be_a_number) {
  EXPECT_TRUE(is_answered("AT", "0\r"));
  EXPECT_TRUE(is_answered("AT+NONE", "4\r"));
  EXPECT_TRUE(is_answered("AT+CSQ", "+CSQ: 21,99\r\n0\r"));
  EXPECT_FALSE(is_answered("AT+CSQ", "+CSQ: 21,99\r\n"));
  EXPECT_FALSE(is_answered("ATS0?", "0\r\n"));
  EXPECT_FALSE(is_answered("AT+CMQTTSTART", "0\r"));
  EXPECT_TRUE(is_answered("AT+CMQTTSTART", "0\r+CMQTTSTART: 0\r\n"));
  EXPECT_TRUE(is_answered("AT+CMQTTSTART", "+CMQTTSTART: 0\r\n0\r"));
  EXPECT_TRUE(is_answered("AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,11\r\n4\r"));
}

TEST(live_answer, may_be_a_prompt_in_whatever_form) {
  for (const char* output : {"\r\n>", "\r\n> ", "\r\n>\r\n", ">", "\r\nX\r\n\r\n>"}) {
    EXPECT_TRUE(ends_with_prompt(output)) << output;
    EXPECT_TRUE(is_answered("AT+CMQTTTOPIC=0,1", output)) << output;
  }
  for (const char* output : {"", "\r\n", "\r\na>", "\r\n>\r\nOK\r\n"}) {
    EXPECT_FALSE(ends_with_prompt(output)) << output;
  }
}

}  // namespace
}  // namespace atmqtt::app
