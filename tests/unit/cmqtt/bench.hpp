#pragma once

#include "at/command_tables.hpp"
#include "at/interpreter.hpp"
#include "cmqtt/command_table.hpp"
#include "cmqtt/service.hpp"
#include "device/device.hpp"
#include "support/recording_observer.hpp"
#include "unit/mqtt/octets.hpp"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

namespace atmqtt::cmqtt::test {

using mqtt::test::octets;

inline constexpr std::string_view ok = "\r\nOK\r\n";
inline constexpr std::string_view error = "\r\nERROR\r\n";

/// A text as it stands alone on the line.
inline std::string text(std::string_view line) { return "\r\n" + std::string(line) + "\r\n"; }

/// The refusal of a command: its result line and ERROR.
inline std::string refused(std::string_view line) { return text(line) + std::string(error); }

/// The answer of an operation of the network that is decided at once.
inline std::string ok_then(std::string_view line) { return std::string(ok) + text(line); }

/// The hash that the modem is handed in, here from OpenSSL.
inline std::string hmac(HashAlgorithm algorithm, std::string_view key, std::string_view message) {
  constexpr const char* digests[] = {"MD5", "SHA1", "SHA256"};
  std::string result(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  EVP_Q_mac(nullptr, "HMAC", nullptr, digests[static_cast<std::size_t>(algorithm)], nullptr,
            key.data(), key.size(), reinterpret_cast<const unsigned char*>(message.data()),
            message.size(), reinterpret_cast<unsigned char*>(result.data()), result.size(), &size);
  result.resize(size);
  return result;
}

/// Settings without echo, which would hide the answers in the expectations.
inline ModemConfig without_echo(Settings settings = {}) {
  settings.echo = false;
  return {std::move(settings), hmac};
}

/// The service with its command line, and the world around it in the hand of the test: a DTE that
/// reads everything at once, and links whose other ends the test plays.
class Bench {
 public:
  explicit Bench(Settings settings = {}) : config_(without_echo(std::move(settings))) {
    line.add(commands_);
    line.attach();
    device.power().switch_on();
    device.on_time();
  }

  /// Types a command line, written without AT and CR; returns what the DTE reads.
  std::string at(std::string_view command) { return type("AT" + std::string(command) + "\r"); }

  std::string type(std::string_view typed) {
    EXPECT_EQ(line.receive(typed, environment.now), typed.size());
    return run();
  }

  /// Lets happen what can happen now; returns what the DTE reads.
  std::string run() {
    settle();
    std::string read(line.writer().view());
    line.writer().pop(read.size());
    service.dte_written();
    settle();
    return read;
  }

  std::string pass(Duration duration) {
    now += duration;
    line.on_time(environment.now);
    service.on_time();
    return run();
  }

  std::string on_link(int index, const LinkEvent& event) {
    service.on_link(index, event);
    return run();
  }

  /// The server sends octets, written as mqtt::test::octets() takes them.
  std::string receive(int index, std::string_view text) {
    const std::string all = octets(text);
    return on_link(index, LinkReceived{all});
  }

  /// What the modem sends to the server; the socket takes it all.
  std::string sent(int index = 0) {
    std::string sent(service.client(index).link_output());
    last_answer = on_link(index, LinkSent{sent.size()});
    return sent;
  }

  void set_data_connection(bool stands) {
    device.packet_data().set_carried(stands);
    device.update();
  }

  /// The actions that the modem asks for, by their names.
  std::string actions() {
    std::string names;
    for (const Action& action : pending_actions) {
      constexpr std::string_view words[] = {"open", "send", "close", "pause", "resume"};
      names.append(names.empty() ? "" : " ").append(words[action.index()]);
    }
    pending_actions.clear();
    return names;
  }

  void start_and_acquire(std::string_view rest = {}) {
    (void)at("+CMQTTSTART");
    EXPECT_EQ(at("+CMQTTACCQ=0,\"dev\"" + std::string(rest)), ok);
  }

  /// Client 0 connects and the server accepts.
  void connect(std::string_view rest = ",60,1") {
    EXPECT_EQ(at("+CMQTTCONNECT=0,\"tcp://broker\"" + std::string(rest)), ok);
    (void)on_link(0, LinkOpened{});
    (void)sent();
    EXPECT_EQ(receive(0, "20 02 00 00"), text("+CMQTTCONNECT: 0,0"));
  }

  void go_online() {
    start_and_acquire();
    connect();
    pending_actions.clear();
  }

  /// Types a command that asks for data, then the data.
  std::string enter(std::string_view command, std::string_view data) {
    EXPECT_EQ(at(command), "\r\n>") << command;
    return type(data);
  }

 private:
  void settle() {
    bool has_more = true;
    while (has_more) {
      has_more = line.advance(environment.now);
      line.flush(environment.now);
      service.settle();
    }
  }

  ModemConfig config_;
  BufferPool pool_;

 public:
  support::RecordingObserver observer;
  at::Interpreter line{config_.settings, pool_, observer};
  Time now{std::chrono::hours(1)};
  std::vector<Action> pending_actions;
  at::StoreRequests store{line, pending_actions};
  tlsconf::Tls tls{config_.settings, line.writer(), store};
  device::Device device{
      {config_.settings, line, observer, pending_actions, now}, std::chrono::sys_seconds(), {}};
  Environment environment{
      config_,         line, observer, pool_, tls, device.clock(), device.packet_data(),
      pending_actions, now};
  Service service{environment};
  std::string last_answer;  ///< what the DTE read during sent()

 private:
  at::CommandTables<Service> commands_{command_tables, service, config_.settings};
};

}  // namespace atmqtt::cmqtt::test
