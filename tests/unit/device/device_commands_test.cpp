#include "at/command_table.hpp"
#include "at/interpreter.hpp"
#include "device/device.hpp"
#include "support/recording_observer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace atmqtt::device {
namespace {

class device_commands_test : public testing::Test {
 protected:
  device_commands_test() {
    line.add(table);
    line.attach();
  }

  std::string type(const std::string& command) {
    EXPECT_EQ(line.receive(command + "\r", Time()), command.size() + 1);
    while (line.advance(Time())) {
    }
    std::string read(line.writer().view());
    line.writer().pop(read.size());
    return read;
  }

  static Settings without_echo() {
    Settings settings;
    settings.echo = false;
    return settings;
  }

  Settings settings = without_echo();
  BufferPool pool;
  support::RecordingObserver observer;
  at::Interpreter line{settings, pool, observer};
  Time now{};
  Device device{settings, line.writer(), std::chrono::sys_seconds(), now};
  at::CommandTable<Device> table{device_commands(), device, settings};
};

constexpr std::string_view error = "\r\nERROR\r\n";

TEST_F(device_commands_test, tell_who_the_module_is) {
  EXPECT_EQ(type("AT+CGMI"), "\r\nSIMCOM INCORPORATED\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CGMM"), "\r\nSIMCOM_SIM8200EA-M2\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CGMR"), "\r\n+CGMR: LE20B03SIM8200M44A\r\n\r\nOK\r\n");
  EXPECT_EQ(type("AT+CGSN"), "\r\n867584030000017\r\n\r\nOK\r\n");
}

TEST_F(device_commands_test, tell_everything_at_ati) {
  EXPECT_EQ(type("ATI"),
            "\r\nManufacturer: SIMCOM INCORPORATED\r\nModel: SIMCOM_SIM8200EA-M2\r\n"
            "Revision: LE20B03SIM8200M44A\r\nIMEI: 867584030000017\r\n"
            "+GCAP: +CGSM,+FCLASS,+DS\r\n\r\nOK\r\n");
  EXPECT_EQ(type("ATI0"), type("ATI"));
  EXPECT_EQ(type("ATI9"), type("ATI"));
  EXPECT_EQ(type("ATI10"), error);
}

TEST_F(device_commands_test, tell_what_the_profile_says) {
  settings.id_manufacturer = "M";
  settings.id_model = "O";
  settings.id_revision = "R";
  settings.id_imei = "I";
  EXPECT_EQ(type("AT+CGMI;+CGMM;+CGMR;+CGSN"),
            "\r\nM\r\n\r\nO\r\n\r\n+CGMR: R\r\n\r\nI\r\n\r\nOK\r\n");
}

TEST_F(device_commands_test, fill_the_lines_of_ati_that_the_profile_has) {
  settings.id_imei = "I";
  settings.id_ati = "{model} of {manufacturer}\n{imei}{imei}\n{nothing}\nMEID:";
  EXPECT_EQ(type("ATI"),
            "\r\nSIMCOM_SIM8200EA-M2 of SIMCOM INCORPORATED\r\nI{imei}\r\n{nothing}\r\n"
            "MEID:\r\n\r\nOK\r\n");
  settings.id_ati = "";
  EXPECT_EQ(type("ATI"), "\r\nOK\r\n");
}

TEST_F(device_commands_test, have_no_other_forms) {
  for (const std::string_view form : {"?", "=?", "=1"}) {
    EXPECT_EQ(type("AT+CGMI" + std::string(form)), error) << form;
  }
}

}  // namespace
}  // namespace atmqtt::device
