#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace atmqtt::device {
namespace {

using test::Bench;
using test::error;

TEST(identity_commands, tell_who_the_module_is) {
  Bench bench;
  EXPECT_EQ(bench.at("+CGMI"), "\r\nSIMCOM INCORPORATED\r\n\r\nOK\r\n");
  EXPECT_EQ(bench.at("+CGMM"), "\r\nSIMCOM_SIM8200EA-M2\r\n\r\nOK\r\n");
  EXPECT_EQ(bench.at("+CGMR"), "\r\n+CGMR: LE20B03SIM8200M44A\r\n\r\nOK\r\n");
  EXPECT_EQ(bench.at("+CGSN"), "\r\n867584030000017\r\n\r\nOK\r\n");
}

TEST(identity_commands, tell_everything_at_ati) {
  Bench bench;
  EXPECT_EQ(bench.at("I"),
            "\r\nManufacturer: SIMCOM INCORPORATED\r\nModel: SIMCOM_SIM8200EA-M2\r\n"
            "Revision: LE20B03SIM8200M44A\r\nIMEI: 867584030000017\r\n"
            "+GCAP: +CGSM,+FCLASS,+DS\r\n\r\nOK\r\n");
  EXPECT_EQ(bench.at("I0"), bench.at("I"));
  EXPECT_EQ(bench.at("I9"), bench.at("I"));
  EXPECT_EQ(bench.at("I10"), error);
}

TEST(identity_commands, tell_what_the_profile_says) {
  Bench bench;
  bench.settings.id_manufacturer = "M";
  bench.settings.id_model = "O";
  bench.settings.id_revision = "R";
  bench.settings.id_imei = "I";
  EXPECT_EQ(bench.at("+CGMI;+CGMM;+CGMR;+CGSN"),
            "\r\nM\r\n\r\nO\r\n\r\n+CGMR: R\r\n\r\nI\r\n\r\nOK\r\n");
}

TEST(identity_commands, have_no_other_forms) {
  Bench bench;
  for (const std::string_view form : {"?", "=1"}) {
    EXPECT_EQ(bench.at("+CGMI" + std::string(form)), error) << form;
  }
  EXPECT_EQ(bench.at("+SIMEI"), error);
}

}  // namespace
}  // namespace atmqtt::device
