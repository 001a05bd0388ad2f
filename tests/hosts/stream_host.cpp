// A driver in the manner of Arduino libraries: it prints commands piece by piece and looks for
// words in whatever comes back. What it does not look for it does not see.

#include "options.h"
#include "port.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <string>

namespace {

/// The part of Arduino's class of that name which drivers use, over a descriptor.
class Stream {
 public:
  Stream(int fd, int die_after) : fd_(fd), die_after_(die_after) {}

  void print(const char* text) { write(text, std::strlen(text)); }
  void print(unsigned long number) { print(std::to_string(number).c_str()); }
  void println() { print("\r\n"); }

  void write(const char* octets, std::size_t size) {
    port_write(fd_, octets, size);
    if (++write_count_ == die_after_) std::raise(SIGKILL);
  }

  /// The next octet, or -1 when none comes in so many milliseconds.
  int read(long milliseconds) {
    if (at_ == size_) {
      const long count = port_read(fd_, buffer_, sizeof buffer_, milliseconds);
      if (count <= 0) return -1;
      at_ = 0;
      size_ = static_cast<std::size_t>(count);
    }
    return static_cast<unsigned char>(buffer_[at_++]);
  }

  [[nodiscard]] int write_count() const { return write_count_; }

 private:
  int fd_;
  int die_after_;
  int write_count_ = 0;
  char buffer_[256] = {};
  std::size_t at_ = 0;
  std::size_t size_ = 0;
};

class Driver {
 public:
  Driver(Stream& stream, const options& options)
      : stream_(stream), options_(options), topic_(std::string("hosts/") + options.id) {}

  bool run() {
    return begin() && wait_for_network() &&
           (options_.certificate == nullptr || enter_certificate()) && start() && connect() &&
           subscribe() && publish(0) && publish(1) && publish(2) &&
           (options_.loses_link == 0 || lose_link()) && end();
  }

 private:
  // The limits of real drivers, which a module keeps because it asks no network here.
  static constexpr long prompt_ms = 30;
  static constexpr long data_ms = 30;
  static constexpr long disconnect_ms = 60;
  static constexpr long answer_ms = 1000;
  static constexpr long network_ms = 30'000;

  /// Prints the parts of a command, each by itself, and its end.
  void send(std::initializer_list<const char*> parts) {
    std::string whole;
    for (const char* part : parts) {
      stream_.print(part);
      whole += part;
    }
    stream_.println();
    std::printf("%s\n", whole.c_str());
    std::fflush(stdout);
  }

  [[nodiscard]] long after(long milliseconds) const {
    return port_milliseconds() + milliseconds * options_.patience;
  }

  /// Reads until one of the words has come, and returns which, or -1 when the time is over. A
  /// message that comes meanwhile is kept; without words it ends the waiting.
  int wait_until(long end, std::initializer_list<const char*> words) {
    std::string text;
    for (;;) {
      const int octet = stream_.read(end - port_milliseconds());
      if (octet < 0) return -1;
      text += static_cast<char>(octet);
      if (text.ends_with("+CMQTTRXSTART: 0,")) {
        read_message(end);
        if (words.size() == 0) return 0;
        text.clear();
      }
      int index = 0;
      for (const char* word : words) {
        if (text.ends_with(word)) return index;
        ++index;
      }
    }
  }

  int wait_for(std::initializer_list<const char*> words, long milliseconds) {
    return wait_until(after(milliseconds), words);
  }

  int read(long end) { return stream_.read(end - port_milliseconds()); }

  /// Digits, and the octet behind them.
  unsigned long read_number(long end) {
    unsigned long number = 0;
    for (int octet = read(end); octet >= '0' && octet <= '9'; octet = read(end)) {
      number = number * 10 + static_cast<unsigned long>(octet - '0');
    }
    return number;
  }

  /// A length behind `word`, and so many octets of the next line.
  std::string read_counted(const char* word, long end) {
    wait_until(end, {word});
    const unsigned long count = read_number(end);
    wait_until(end, {"\n"});
    std::string octets;
    for (int octet = 0; octets.size() < count && (octet = read(end)) >= 0;) {
      octets += static_cast<char>(octet);
    }
    return octets;
  }

  /// The rest of a message. It is of one chunk each, as what we send is.
  void read_message(long end) {
    const std::string topic = read_counted("+CMQTTRXTOPIC: 0,", end);
    message_ = read_counted("+CMQTTRXPAYLOAD: 0,", end);
    wait_until(end, {"+CMQTTRXEND: 0\r\n"});
    has_message_ = topic == topic_;
  }

  bool ask(std::initializer_list<const char*> parts, const char* word = "OK\r\n",
           long milliseconds = answer_ms) {
    send(parts);
    if (wait_for({word, "ERROR\r\n"}, milliseconds) == 0) return true;
    std::printf("  no %s\n", word);
    return false;
  }

  /// For commands whose result is behind OK or before it.
  bool ask_for_result(std::initializer_list<const char*> parts, const char* result,
                      long milliseconds) {
    send(parts);
    bool has_ok = false;
    bool has_result = false;
    const long end = after(milliseconds);
    while (!has_ok || !has_result) {
      const int found = wait_until(end, {"OK\r\n", result, "ERROR\r\n"});
      if (found != 0 && found != 1) {
        std::printf("  no %s\n", result);
        return false;
      }
      (found == 0 ? has_ok : has_result) = true;
    }
    return true;
  }

  bool enter(std::initializer_list<const char*> parts, const std::string& octets) {
    send(parts);
    if (wait_for({">", "ERROR\r\n"}, prompt_ms) != 0) return false;
    stream_.write(octets.data(), octets.size());
    return wait_for({"OK\r\n", "ERROR\r\n"}, data_ms) == 0;
  }

  /// A module that starts does not listen, and one that waits for data, because the last run was
  /// cut off, needs as many octets as it waits for.
  bool synchronize() {
    for (int attempt = 0; attempt < 100; ++attempt) {
      while (stream_.read(50) >= 0) continue;
      send({"AT"});
      if (wait_until(port_milliseconds() + 300, {"OK\r\n"}) == 0) return true;
      if (attempt > 1) stream_.print(std::string(256, '\r').c_str());
    }
    return false;
  }

  bool begin() {
    if (!synchronize()) return false;
    if (options_.reset != nullptr) {
      send({options_.reset});
      if (!synchronize()) return false;
    }
    ask({"ATE0"});
    // Whatever a former run has left behind; the answers do not matter, but that there are some.
    send({"AT+CMQTTDISC=", "0", ",", "60"});
    wait_for({"+CMQTTDISC: 0,0\r\n", "ERROR\r\n"}, answer_ms);
    ask({"AT+CMQTTREL=", "0"});
    send({"AT+CMQTTSTOP"});
    wait_for({"+CMQTTSTOP: 0\r\n", "ERROR\r\n"}, answer_ms);
    return synchronize();
  }

  bool wait_for_network() {
    return ask({"AT+CPIN?"}, "+CPIN: READY") && ask({"AT+CSQ"}, "+CSQ: ") &&
           wait_for({"OK\r\n"}, answer_ms) == 0 && is_registered() &&
           ask({"AT+CGDCONT=1,", "\"IP\"", ",\"", "internet", "\""}) &&
           ask({"AT+CGACT=", "1,1"}, "OK\r\n", network_ms) &&
           ask({"AT+CGPADDR=1"}, "+CGPADDR: 1,") && wait_for({"OK\r\n"}, answer_ms) == 0 &&
           ask({"AT+CCLK?"}, "+CCLK: \"");
  }

  bool is_registered() {
    send({"AT+CREG?"});
    if (wait_for({",1\r\n", ",5\r\n", "ERROR\r\n"}, answer_ms) > 1) return false;
    return wait_for({"OK\r\n"}, answer_ms) == 0;
  }

  bool enter_certificate() {
    std::string octets(10'240, '\0');
    std::FILE* file = std::fopen(options_.certificate, "rb");
    if (file == nullptr) return false;
    octets.resize(std::fread(octets.data(), 1, octets.size(), file));
    std::fclose(file);
    return enter({"AT+CCERTDOWN=\"", "host-ca.pem", "\",", std::to_string(octets.size()).c_str()},
                 octets) &&
           ask({"AT+CSSLCFG=\"sslversion\",0,", "4"}) && ask({"AT+CSSLCFG=\"authmode\",0,", "1"}) &&
           ask({"AT+CSSLCFG=\"cacert\",0,\"", "host-ca.pem", "\""}) &&
           ask({"AT+CSSLCFG=\"enableSNI\",0,", "1"});
  }

  bool start() {
    // Refused when it is started already, in whatever words.
    ask_for_result({"AT+CMQTTSTART"}, "+CMQTTSTART: 0\r\n", network_ms);
    if (!ask({"AT+CMQTTACCQ=", "0", ",\"", options_.id, "\",",
              options_.certificate == nullptr ? "0" : "1"})) {
      return false;
    }
    return options_.certificate == nullptr || ask({"AT+CMQTTSSLCFG=", "0", ",", "0"});
  }

  bool connect() {
    return ask_for_result({"AT+CMQTTCONNECT=", "0", ",\"", options_.server, "\",", "60", ",", "1"},
                          "+CMQTTCONNECT: 0,0\r\n", network_ms);
  }

  /// In two steps; on modules that do not have the first, in one.
  bool subscribe() {
    const std::string size = std::to_string(topic_.size());
    if (enter({"AT+CMQTTSUBTOPIC=", "0", ",", size.c_str(), ",", "2"}, topic_)) {
      return ask_for_result({"AT+CMQTTSUB=", "0"}, "+CMQTTSUB: 0,0\r\n", network_ms);
    }
    if (!enter({"AT+CMQTTSUB=", "0", ",", size.c_str(), ",", "2"}, topic_)) return false;
    return wait_for({"+CMQTTSUB: 0,0\r\n"}, network_ms) == 0;
  }

  bool publish(unsigned long qos) {
    const std::string payload = "stream message of QoS " + std::to_string(qos);
    const std::string topic_size = std::to_string(topic_.size());
    const std::string payload_size = std::to_string(payload.size());
    has_message_ = false;
    if (!enter({"AT+CMQTTTOPIC=", "0", ",", topic_size.c_str()}, topic_) ||
        !enter({"AT+CMQTTPAYLOAD=", "0", ",", payload_size.c_str()}, payload) ||
        !ask_for_result({"AT+CMQTTPUB=", "0", ",", std::to_string(qos).c_str(), ",", "60"},
                        "+CMQTTPUB: 0,0\r\n", network_ms)) {
      return false;
    }
    return is_received(payload);
  }

  bool is_received(const std::string& payload) {
    if (!has_message_) wait_for({}, network_ms);
    std::printf("  received: %s\n", message_.c_str());
    return has_message_ && message_ == payload;
  }

  bool lose_link() {
    std::printf("waiting for the link to be lost\n");
    std::fflush(stdout);
    if (wait_for({"+CMQTTCONNLOST: 0,"}, network_ms) != 0) return false;
    for (int attempt = 0; attempt < 100; ++attempt) {
      while (stream_.read(100) >= 0) continue;
      send({"AT+CMQTTCONNECT=", "0", ",\"", options_.server, "\",", "60", ",", "1"});
      // The server may not be back yet.
      const long end = after(network_ms);
      if (wait_until(end, {"+CMQTTCONNECT: 0,"}) == 0 && read_number(end) == 0) {
        return subscribe() && publish(1);
      }
    }
    return false;
  }

  bool end() {
    return ask_for_result({"AT+CMQTTDISC=", "0", ",", "60"}, "+CMQTTDISC: 0,0\r\n",
                          disconnect_ms) &&
           ask({"AT+CMQTTREL=", "0"}) &&
           ask_for_result({"AT+CMQTTSTOP"}, "+CMQTTSTOP: 0\r\n", network_ms);
  }

  Stream& stream_;
  const options& options_;
  std::string topic_;
  std::string message_;
  bool has_message_ = false;
};

}  // namespace

int main(int count, char** words) {
  options options;
  if (options_read(&options, count, words) != 0) return 2;
  const int fd = port_open(options.port);
  if (fd < 0) {
    std::perror(options.port);
    return 1;
  }
  Stream stream(fd, options.die_after);
  if (!Driver(stream, options).run()) {
    std::printf("failed\n");
    return 1;
  }
  std::printf("done after %d writes\n", stream.write_count());
  return 0;
}
