#pragma once

#include "atmqtt/modem.hpp"
#include "base/buffer_pool.hpp"
#include "base/check.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace atmqtt::support {

/// What is done over and over with a connected modem, each as one call: the DTE's side, the
/// server's and the embedder's. It does without allocations of its own, so that all that are
/// counted are the modem's. CHECK ends the process when the modem answers anything else.
class DrivenModem {
 public:
  DrivenModem() {
    modem_.dte_opened(now_);
    type("ATE0\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,\"c\"\r");
    open();
    confirm();
    rest();  // A message that comes at once would wait for the gap behind a result.
  }

  /// AT, answered OK.
  void ask() { CHECK(answer_to("AT\r") == "\r\nOK\r\n"); }

  /// AT+CMQTTCONNECT up to its OK and to what is wanted of the network. Needs: not connected.
  void open() {
    CHECK(answer_to("AT+CMQTTCONNECT=0,\"tcp://broker.example:1883\",60,1,\"user\",\"password\"\r")
              .ends_with("\r\nOK\r\n"));
  }

  /// What the server does then.
  void confirm() {
    on_link(LinkOpened{});
    on_link(LinkReceived{std::string_view("\x20\x02\0\0", 4)});
    CHECK(take_output() == "\r\n+CMQTTCONNECT: 0,0\r\n");
  }

  void close() { CHECK(answer_to("AT+CMQTTDISC=0,60\r") == "\r\nOK\r\n\r\n+CMQTTDISC: 0,0\r\n"); }

  /// TOPIC, PAYLOAD with a hundred octets, and PUB up to its result.
  void publish(int qos) { publish(qos, "AT+CMQTTPAYLOAD=0,100\r", hundred_octets); }

  /// The same with a payload that goes with another command.
  void publish(int qos, std::string_view payload_command, std::string_view payload) {
    CHECK(answer_to("AT+CMQTTTOPIC=0,13\r") == "\r\n>");
    CHECK(answer_to("plant/7/state") == "\r\nOK\r\n");
    CHECK(answer_to(payload_command) == "\r\n>");
    CHECK(answer_to(payload) == "\r\nOK\r\n");
    type(qos == 0   ? "AT+CMQTTPUB=0,0,60\r"
         : qos == 1 ? "AT+CMQTTPUB=0,1,60\r"
                    : "AT+CMQTTPUB=0,2,60\r");
    if (qos == 1) acknowledge(0x40);
    if (qos == 2) {
      acknowledge(0x50);
      acknowledge(0x70);
    }
    CHECK(take_output() == "\r\nOK\r\n\r\n+CMQTTPUB: 0,0\r\n");
  }

  /// Octets of a message from the server: PUBLISH, and PUBREL if it is one of QoS 2.
  [[nodiscard]] static std::string message(int qos, std::size_t payload_size) {
    std::string body("\0\x09plant/7/x", 11);
    if (qos > 0) body.append("\0\x07", 2);
    body.append(payload_size, 'x');
    std::string octets(1, static_cast<char>(0x30 | qos << 1));
    std::size_t length = body.size();
    for (; length >= 128; length /= 128) octets += static_cast<char>(length % 128 | 128);
    octets += static_cast<char>(length);
    octets += body;
    if (qos == 2) octets.append("\x62\x02\0\x07", 4);
    return octets;
  }

  /// A message arrives, and its RX group is written.
  void receive(std::string_view message) {
    on_link(LinkReceived{message});
    CHECK(take_output().ends_with("\r\n+CMQTTRXEND: 0\r\n"));
  }

  /// Silence until PINGREQ is due, and the server's answer.
  void keep_alive() {
    now_ = modem_.deadline();
    modem_.on_time(now_);
    settle();
    CHECK(last_packet_type_ == '\xC0');
    on_link(LinkReceived{std::string_view("\xD0\0", 2)});
  }

  /// Time enough that nothing waits for it any more.
  void rest() {
    now_ += std::chrono::seconds(1);
    modem_.on_time(now_);
    settle();
    static_cast<void>(take_output());
  }

  /// Frees what the pool keeps, so that all memory that is left is held by the modem.
  void empty_pool() {
    for (std::size_t i = 0; i < limits::pooled_buffer_count_max; ++i) pool_.take().reset();
  }

  /// How often the modem has had something to write to the DTE.
  [[nodiscard]] std::size_t write_count() const { return write_count_; }

 private:
  class Silence final : public Observer {
   public:
    [[nodiscard]] bool is_tracing() const override { return false; }
    void on_line(Direction, std::string_view) override {}
    void on_packet(int, Direction, std::string_view) override {}
    void on_why(std::string_view) override {}
  };

  void type(std::string_view octets) {
    CHECK(modem_.receive(octets, now_) == octets.size());
    settle();
  }

  std::string_view answer_to(std::string_view octets) {
    type(octets);
    return take_output();
  }

  /// What has been written since it was taken last; valid until the modem works again.
  std::string_view take_output() { return {output_, std::exchange(output_size_, 0)}; }

  void on_link(const LinkEvent& event) {
    modem_.on_link(0, event, now_);
    settle();
  }

  void acknowledge(int type) {
    const char packet[] = {static_cast<char>(type), 2, static_cast<char>(packet_identifier_ >> 8),
                           static_cast<char>(packet_identifier_ & 0xFF)};
    on_link(LinkReceived{{packet, sizeof packet}});
  }

  void settle() {
    bool has_worked = true;
    while (has_worked) {
      has_worked = false;
      while (const auto action = modem_.next_action()) {
        if (std::holds_alternative<SendLink>(*action)) send();
        has_worked = true;
      }
      has_worked |= write();
    }
  }

  bool write() {
    const std::string_view octets = modem_.dte_output();
    if (octets.empty()) return false;
    CHECK(output_size_ + octets.size() <= sizeof output_);
    output_size_ += octets.copy(output_ + output_size_, octets.size());
    ++write_count_;
    modem_.dte_written(octets.size(), now_);
    return true;
  }

  void send() {
    const std::string_view octets = modem_.link_output(0);
    if (octets.empty()) return;
    last_packet_type_ = octets.front();
    if ((last_packet_type_ & 0xF6) == 0x32 || (last_packet_type_ & 0xF6) == 0x34) {
      note_identifier(octets);
    }
    modem_.on_link(0, LinkSent{octets.size()}, now_);
  }

  /// Needs: a PUBLISH of publish(), whose length has two octets at the most.
  void note_identifier(std::string_view publish) {
    const std::size_t topic = (publish[1] & 0x80) != 0 ? 3 : 2;
    const std::size_t size = static_cast<unsigned char>(publish[topic + 1]);
    const auto octet = [&](std::size_t i) {
      return static_cast<unsigned>(static_cast<unsigned char>(publish[topic + 2 + size + i]));
    };
    packet_identifier_ = octet(0) << 8 | octet(1);
  }

  static constexpr std::string_view hundred_octets =
      "01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
      "23"
      "456789";

  ModemConfig config_;
  BufferPool pool_;
  Silence observer_;
  Time now_{std::chrono::hours(1)};
  Modem modem_{config_, pool_, observer_, now_};
  char output_[16 * 1024];
  std::size_t output_size_ = 0;
  std::size_t write_count_ = 0;
  unsigned packet_identifier_ = 0;
  char last_packet_type_ = 0;
};

}  // namespace atmqtt::support
