#include "cmqtt/rx_queue.hpp"

#include "support/feeds.hpp"
#include "support/recording_observer.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace atmqtt::cmqtt {
namespace {

class rx_queue : public testing::Test {
 protected:
  rx_queue() { writer.attach(); }

  /// The groups of all messages that wait.
  std::string groups() {
    while (queue.has_next()) queue.write_next(writer, 1, MessageLayout::group, settings);
    return std::string(writer.view());
  }

  /// The DTE reads so many octets.
  void read(std::size_t count) {
    writer.pop(count);
    queue.written(writer.written());
  }

  BufferPool pool;
  at::Registers registers;
  support::RecordingObserver observer;
  at::ResponseWriter writer{registers, pool, observer};
  RxQueue queue{pool};
  ServiceSettings settings;
};

/// A part of a group: its line and its octets.
std::string part(const std::string& name, const std::string& octets) {
  return "+CMQTT" + name + ": 1," + std::to_string(octets.size()) + "\r\n" + octets + "\r\n";
}

std::string start(std::size_t topic_size, std::size_t payload_size) {
  return "\r\n+CMQTTRXSTART: 1," + std::to_string(topic_size) + ',' + std::to_string(payload_size) +
         "\r\n";
}

const std::string end = "+CMQTTRXEND: 1\r\n";

TEST_F(rx_queue, is_empty_at_first) {
  EXPECT_FALSE(queue.has_next());
  EXPECT_EQ(queue.size(), 0U);
}

TEST_F(rx_queue, writes_a_group_without_blank_lines_inside) {
  queue.push("a/b", "hello", Time());
  EXPECT_EQ(groups(), start(3, 5) + part("RXTOPIC", "a/b") + part("RXPAYLOAD", "hello") + end);
}

TEST_F(rx_queue, writes_one_line_with_argtopic) {
  queue.push("a/b", "hello", Time());
  queue.push("c", "", Time());
  queue.write_next(writer, 1, MessageLayout::line, settings);
  queue.write_next(writer, 1, MessageLayout::line_with_length, settings);
  EXPECT_EQ(writer.view(),
            "\r\n+CMQTTRECV: 1,\"a/b\",\"hello\"\r\n\r\n+CMQTTRECV: 1,\"c\",0,\"\"\r\n");
}

TEST_F(rx_queue, writes_a_payload_on_that_line_as_it_is) {
  const std::string payload = "\"\r\n" + std::string(2000, 'x');
  queue.push("t", payload, Time());
  queue.write_next(writer, 0, MessageLayout::line_with_length, settings);
  EXPECT_EQ(writer.view(), "\r\n+CMQTTRECV: 0,\"t\",2003,\"" + payload + "\"\r\n");
  read(writer.size());
  EXPECT_EQ(queue.size(), 0U);
}

TEST_F(rx_queue, writes_143_octets_for_the_group_that_was_measured_on_a_module) {
  queue.push(std::string(38, 't'), std::string(15, 'p'), Time());
  EXPECT_EQ(groups().size(), 143U);
}

TEST_F(rx_queue, writes_no_payload_line_for_an_empty_payload) {
  queue.push("a/b", "", Time());
  EXPECT_EQ(groups(), start(3, 0) + part("RXTOPIC", "a/b") + end);
}

TEST_F(rx_queue, passes_every_octet_of_a_payload_on) {
  const std::string all = support::every_octet() + "\r\nOK\r\n>";
  queue.push("t", all, Time());
  EXPECT_EQ(groups(), start(1, all.size()) + part("RXTOPIC", "t") + part("RXPAYLOAD", all) + end);
}

TEST_F(rx_queue, writes_payloads_in_chunks_of_1500_octets) {
  const std::string topic = part("RXTOPIC", "t");
  const auto group = [&](std::size_t size) {
    queue.push("t", std::string(size, 'p'), Time());
    std::string octets = groups();
    read(octets.size());
    return octets;
  };
  const auto chunk = [](std::size_t size) { return part("RXPAYLOAD", std::string(size, 'p')); };
  EXPECT_EQ(group(1499), start(1, 1499) + topic + chunk(1499) + end);
  EXPECT_EQ(group(1500), start(1, 1500) + topic + chunk(1500) + end);
  EXPECT_EQ(group(1501), start(1, 1501) + topic + chunk(1500) + chunk(1) + end);
  EXPECT_EQ(group(3000), start(1, 3000) + topic + chunk(1500) + chunk(1500) + end);
  EXPECT_EQ(group(1520), start(1, 1520) + topic + chunk(1500) + chunk(20) + end);
}

TEST_F(rx_queue, writes_topics_in_chunks_of_1024_octets) {
  const auto group = [&](std::size_t size) {
    queue.push(std::string(size, 't'), "", Time());
    std::string octets = groups();
    read(octets.size());
    return octets;
  };
  const auto chunk = [](std::size_t size) { return part("RXTOPIC", std::string(size, 't')); };
  EXPECT_EQ(group(1023), start(1023, 0) + chunk(1023) + end);
  EXPECT_EQ(group(1024), start(1024, 0) + chunk(1024) + end);
  EXPECT_EQ(group(1025), start(1025, 0) + chunk(1024) + chunk(1) + end);
}

TEST_F(rx_queue, takes_the_chunks_of_the_profile) {
  settings.rx_payload_chunk = 256;
  settings.rx_topic_chunk = 2;
  queue.push("abc", std::string(338, 'p'), Time());
  EXPECT_EQ(groups(), start(3, 338) + part("RXTOPIC", "ab") + part("RXTOPIC", "c") +
                          part("RXPAYLOAD", std::string(256, 'p')) +
                          part("RXPAYLOAD", std::string(82, 'p')) + end);
}

TEST_F(rx_queue, has_no_cr_lf_in_front_under_atv0) {
  registers.verbose = false;
  queue.push("t", "", Time());
  EXPECT_TRUE(groups().starts_with("+CMQTTRXSTART"));
}

TEST_F(rx_queue, writes_groups_in_the_order_of_their_messages) {
  queue.push("1", "", Time());
  queue.push("2", "", Time());
  const std::string both = groups();
  EXPECT_EQ(both,
            start(1, 0) + part("RXTOPIC", "1") + end + start(1, 0) + part("RXTOPIC", "2") + end);
}

TEST_F(rx_queue, knows_since_when_the_next_message_waits) {
  const Time first{std::chrono::seconds(1)};
  const Time second{std::chrono::seconds(2)};
  queue.push("1", "", first);
  queue.push("2", "", second);
  EXPECT_EQ(queue.next_since(), first);
  queue.write_next(writer, 1, MessageLayout::group, settings);
  EXPECT_EQ(queue.next_since(), second);
}

TEST_F(rx_queue, keeps_a_message_until_its_group_is_written_whole) {
  queue.push("t", "payload", Time());
  const std::size_t size = queue.size();
  const std::string group = groups();
  read(group.size() - 1);
  EXPECT_EQ(queue.size(), size);
  read(1);
  EXPECT_EQ(queue.size(), 0U);
}

TEST_F(rx_queue, repeats_a_group_whole_after_each_partial_write) {
  const std::string group = start(1, 7) + part("RXTOPIC", "t") + part("RXPAYLOAD", "payload") + end;
  for (std::size_t count = 0; count < group.size(); ++count) {
    queue.push("t", "payload", Time());
    ASSERT_EQ(groups(), group);
    read(count);
    queue.rewind();
    writer.detach();
    writer.attach();
    EXPECT_EQ(groups(), group) << "after " << count << " octets";
    read(group.size());
    ASSERT_EQ(queue.size(), 0U);
  }
}

TEST_F(rx_queue, repeats_only_the_groups_that_were_not_written) {
  queue.push("1", "", Time());
  queue.push("2", "", Time());
  queue.push("3", "", Time());
  const std::string all = groups();
  read(all.size() / 3 + 1);
  queue.rewind();
  writer.detach();
  writer.attach();
  EXPECT_EQ(groups(), all.substr(all.size() / 3));
}

TEST_F(rx_queue, takes_messages_while_others_are_half_written) {
  queue.push("1", "", Time());
  const std::string first = groups();
  read(3);
  queue.push("2", "", Time());
  EXPECT_TRUE(queue.has_next());
  const std::string second = groups().substr(first.size() - 3);
  read(first.size() - 3 + second.size());
  EXPECT_EQ(second, start(1, 0) + part("RXTOPIC", "2") + end);
  EXPECT_EQ(queue.size(), 0U);
}

TEST_F(rx_queue, survives_that_much_passes_through_it) {
  queue.push("first", "", Time());
  for (int i = 0; i < 200; ++i) {
    const std::string payload(1000, static_cast<char>('a' + i % 26));
    queue.push("t", payload, Time());
    queue.write_next(writer, 1, MessageLayout::group, settings);
    const std::string group(writer.view());
    EXPECT_NE(
        group.find(i == 0 ? "first" : std::string(1000, static_cast<char>('a' + (i - 1) % 26))),
        std::string::npos);
    read(group.size());
  }
  (void)groups();
  read(writer.size());
  EXPECT_EQ(queue.size(), 0U);
}

}  // namespace
}  // namespace atmqtt::cmqtt
