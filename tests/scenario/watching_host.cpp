#include "scenario/watching_host.hpp"

#include "base/escape.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <regex>

namespace atmqtt::scenario {

WatchingHost::WatchingHost(sim::VirtualWorld& world) : world_(world) {
  world_.type("ATE0\r");
  static_cast<void>(world_.take_output());
}

std::string WatchingHost::command(std::string_view line) {
  read();
  const std::string_view name = line.substr(2, line.find_first_of("=?") - 2);
  name_ = name;
  world_.type(std::string(line) + "\r");
  return read_answer();
}

std::string WatchingHost::enter(std::string_view data) {
  const std::string_view last = data.substr(data.size() - 1);
  world_.type(data.substr(0, data.size() - 1));
  if (!world_.output().empty()) violate("something stands inside data entry");
  world_.type(last);
  return read_answer();
}

void WatchingHost::pass(Duration duration) {
  world_.advance(duration);
  read();
}

void WatchingHost::read() {
  world_.settle();
  rest_ = world_.take_output();
  transcript_ += rest_;
  read_unsolicited();
}

std::string WatchingHost::read_answer() {
  rest_ = world_.take_output();
  transcript_ += rest_;
  information_.clear();
  if (take("\r\n>")) {
    if (!rest_.empty()) violate("something follows the prompt");
    return ">";
  }
  if (!take("\r\n")) violate("no answer");
  while (violation_.empty() && rest_.starts_with(name_ + ":")) {
    information_.push_back(take_line());
    // The blank line that separates information from the final result code.
    if (!rest_.starts_with(name_) && !take("\r\n")) violate("no blank line in front of the result");
  }
  std::string code = take_line();
  if (code != "OK" && code != "ERROR") violate("the answer has no final result code");
  read_unsolicited();
  return code;
}

void WatchingHost::read_unsolicited() {
  static const std::regex documented(
      R"(\+CMQTT(START: [01]|STOP: 0|(CONNECT|PUB|SUB|UNSUB|DISC): [01],\d+|)"
      R"(CONNLOST: [01],[123]|PING: [01],1[67]|NONET)|)"
      R"(\+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY)");
  while (!rest_.empty() && violation_.empty()) {
    if (!take("\r\n")) return violate("no line begins where one should");
    const std::string text = take_line();
    if (text.starts_with("+CMQTTRXSTART: ")) {
      read_group(text);
    } else if (std::regex_match(text, documented)) {
      announced_.push_back(text);
    } else {
      violate(fmt::format("\"{}\" is not documented", escape(text)));
    }
  }
}

void WatchingHost::read_group(std::string_view head) {
  int client = 0;
  std::size_t topic_size = 0;
  std::size_t payload_size = 0;
  const std::string text(head);
  if (std::sscanf(text.c_str(), "+CMQTTRXSTART: %d,%zu,%zu", &client, &topic_size, &payload_size) !=
      3) {
    return violate("a malformed RXSTART");
  }
  const std::string topic = take_chunks("TOPIC", client, topic_size);
  take_chunks("PAYLOAD", client, payload_size);
  if (!take(fmt::format("+CMQTTRXEND: {}\r\n", client))) violate("an RX group without end");
  announced_.push_back("message " + topic);
}

std::string WatchingHost::take_chunks(std::string_view name, int client, std::size_t size) {
  std::string octets;
  while (octets.size() < size && violation_.empty()) {
    const std::string prefix = fmt::format("+CMQTTRX{}: {},", name, client);
    if (!take(prefix)) violate("an RX group is interrupted");
    const std::size_t count = std::strtoul(take_line().c_str(), nullptr, 10);
    if (count == 0 || octets.size() + count > size || rest_.size() < count) {
      violate("a chunk of an RX group has the wrong size");
      break;
    }
    octets += rest_.substr(0, count);
    rest_.erase(0, count);
    if (!take("\r\n")) violate("no CR LF behind a chunk");
  }
  return octets;
}

std::string WatchingHost::take_line() {
  const std::size_t end = rest_.find("\r\n");
  if (end == std::string::npos) {
    violate("a line without end");
    return {};
  }
  std::string text = rest_.substr(0, end);
  rest_.erase(0, end + 2);
  return text;
}

bool WatchingHost::take(std::string_view octets) {
  if (!rest_.starts_with(octets)) return false;
  rest_.erase(0, octets.size());
  return true;
}

void WatchingHost::violate(std::string_view what) {
  if (violation_.empty()) {
    violation_ = fmt::format("{} ({}): {}", what, name_, escape(transcript_));
  }
}

}  // namespace atmqtt::scenario
