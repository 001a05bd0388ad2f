#include "tlsconf/tls.hpp"

#include "at/command_tables.hpp"
#include "base/limits.hpp"
#include "support/recording_observer.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace atmqtt::tlsconf {
namespace {

constexpr std::string_view ok = "\r\nOK\r\n";
constexpr std::string_view error = "\r\nERROR\r\n";

/// The commands on a line, and a keeper of files that the test plays.
class tls : public testing::Test {
 protected:
  tls() {
    line.add(commands);
    line.attach();
  }

  std::string type(std::string_view octets) {
    EXPECT_EQ(line.receive(octets, Time()), octets.size());
    return run();
  }

  std::string run() {
    while (line.advance(Time())) {
    }
    std::string read(line.writer().view());
    line.writer().pop(read.size());
    return read;
  }

  /// The answer of the keeper to the one thing that it was asked for.
  std::string answer(const StoreResult& result = {}) {
    EXPECT_EQ(actions.size(), 1U);
    actions.clear();
    store.answer(result);
    return run();
  }

  void enter(const std::string& name, const std::string& content) {
    const std::string size = std::to_string(content.size());
    EXPECT_EQ(type("AT+CCERTDOWN=\"" + name + "\"," + size + "\r"), "\r\n>");
    EXPECT_EQ(type(content), "");
    EXPECT_EQ(answer(), ok);
  }

  std::string fault_of_context(int index) {
    const auto made = device.settings_of(index);
    return made ? "no fault" : made.error();
  }

  Settings settings = [] {
    Settings modem;
    modem.echo = false;
    modem.certificate_move = true;
    return modem;
  }();
  BufferPool pool;
  support::RecordingObserver observer;
  at::Interpreter line{settings, pool, observer};
  std::vector<Action> actions;
  at::StoreRequests store{line, actions};
  Tls device{settings, line.writer(), store};
  at::CommandTables<Tls> commands{command_tables, device, settings};
};

TEST_F(tls, gives_a_link_what_the_context_says) {
  enter("ca.pem", "CA");
  enter("cert.pem", "CERTIFICATE");
  enter("key.pem", "KEY");
  SslContext& context = device.contexts().edit(3);
  context = {.sslversion = 3,
             .authmode = 2,
             .ignorelocaltime = 0,
             .negotiatetime = 10,
             .cacert = "ca.pem",
             .clientcert = "cert.pem",
             .clientkey = "key.pem",
             .enable_sni = 1,
             .password = {},
             .keypwd = "secret",
             .ciphersuites = "0x002F"};
  settings.tls_check_name = false;
  settings.tls_legacy = true;
  const auto made = device.settings_of(3);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->version, TlsVersion::tls1_2);
  EXPECT_TRUE(made->allows_legacy);
  EXPECT_EQ(made->trusted->name, "ca.pem");
  EXPECT_EQ(made->trusted->content, "CA");
  EXPECT_FALSE(made->checks_name);
  EXPECT_TRUE(made->checks_dates);
  EXPECT_EQ(made->certificate->content, "CERTIFICATE");
  EXPECT_EQ(made->key->content, "KEY");
  EXPECT_EQ(made->key_password, "secret");
  EXPECT_TRUE(made->sends_server_name);
  EXPECT_EQ(made->handshake_limit, std::chrono::seconds(10));
  EXPECT_EQ(made->ciphersuite, 0x002F);
}

TEST_F(tls, gives_a_link_only_the_files_that_authmode_needs) {
  enter("ca.pem", "CA");
  device.contexts().edit(0).cacert = "ca.pem";
  EXPECT_FALSE(device.settings_of(0)->trusted.has_value());
  device.contexts().edit(0).authmode = 1;
  EXPECT_TRUE(device.settings_of(0)->trusted.has_value());
  EXPECT_FALSE(device.settings_of(0)->certificate.has_value());
}

TEST_F(tls, says_which_file_is_missing_and_what_sets_it) {
  device.contexts().edit(7).authmode = 2;
  EXPECT_EQ(fault_of_context(7),
            "authmode 2 needs cacert, context 7 has none; set it with AT+CSSLCFG");
  device.contexts().edit(7).cacert = "ca.pem";
  EXPECT_EQ(fault_of_context(7),
            "cacert ca.pem of context 7 is not in the store; enter it with AT+CCERTDOWN");
  enter("ca.pem", "x");
  EXPECT_EQ(fault_of_context(7),
            "authmode 2 needs clientcert, context 7 has none; set it with AT+CSSLCFG");
  device.contexts().edit(7).clientcert = "ca.pem";
  EXPECT_EQ(fault_of_context(7),
            "authmode 2 needs clientkey, context 7 has none; set it with AT+CSSLCFG");
}

TEST_F(tls, holds_the_line_until_a_file_is_kept) {
  EXPECT_EQ(type("AT+CCERTDOWN=\"a.pem\",3\r"), "\r\n>");
  EXPECT_EQ(type("abcAT\r"), "") << "the next command waits, too";
  ASSERT_EQ(actions.size(), 1U);
  const auto& action = std::get<StoreAction>(actions.front());
  EXPECT_EQ(action.kind, StoreAction::Kind::put_certificate);
  EXPECT_EQ(action.name, "a.pem");
  EXPECT_EQ(action.content, "abc");
  EXPECT_FALSE(device.certificates().find("a.pem"));
  EXPECT_EQ(answer(), std::string(ok) + std::string(ok));
  EXPECT_EQ(*device.certificates().find("a.pem"), "abc");
}

TEST_F(tls, changes_nothing_when_the_keeper_cannot) {
  enter("a.pem", "old");
  const std::pair<std::string_view, std::string_view> commands[] = {
      {"AT+CCERTDOWN=\"a.pem\",3\r", "new"}, {"AT+CCERTDELE=\"a.pem\"\r", ""}};
  for (const auto& [command, data] : commands) {
    (void)type(std::string(command) + std::string(data));
    EXPECT_EQ(answer({.error = "the directory is read-only", .content = {}}), error);
    EXPECT_EQ(*device.certificates().find("a.pem"), "old");
    EXPECT_TRUE(observer.reasons().back().ends_with("-> ERROR: the directory is read-only"))
        << observer.reasons().back();
  }
}

TEST_F(tls, makes_a_certificate_of_a_file_that_the_keeper_has) {
  EXPECT_EQ(type("AT+CCERTMOVE=\"f.pem\"\r"), "");
  EXPECT_EQ(std::get<StoreAction>(actions.front()).kind, StoreAction::Kind::import_certificate);
  EXPECT_EQ(answer({.error = {}, .content = "content"}), ok);
  EXPECT_EQ(*device.certificates().find("f.pem"), "content");
  EXPECT_EQ(type("AT+CCERTMOVE=\"g.pem\"\r"), "");
  EXPECT_EQ(answer({.error = "there is no such file", .content = {}}), error);
  EXPECT_FALSE(device.certificates().find("g.pem"));
}

TEST_F(tls, restores_what_was_kept_and_not_more_than_it_holds) {
  for (std::size_t i = 0; i <= limits::certificate_count_max; ++i) {
    device.restore({std::to_string(i) + ".pem", "x"});
  }
  EXPECT_EQ(device.certificates().all().size(), limits::certificate_count_max);
}

}  // namespace
}  // namespace atmqtt::tlsconf
