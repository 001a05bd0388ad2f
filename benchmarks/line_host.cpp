// A host on one line that measures what stands at the other end.
//
//   line_host turnaround PLACE COUNT ANSWER_SIZE
//       AT, until so many octets are answered; prints the nanoseconds of the median and of the 99th
//       percentile
//   line_host publish PLACE COUNT QOS
//       publish cycles; prints the nanoseconds of the median and of the 99th percentile
//   line_host receive PLACE COUNT QOS
//       subscribes to `s` and reads so many RX groups; prints the nanoseconds from the first to the
//       last octet of them
//
// PLACE is the path of a terminal or the number of a TCP port. The modem has no echo, and its
// client 0 is connected.

#include "line.hpp"
#include "publish_cycle.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::int64_t nanoseconds_since(Clock::time_point start) {
  return std::chrono::nanoseconds(Clock::now() - start).count();
}

/// Says the median and the 99th percentile.
template <class Operation>
void measure(int count, const Operation& operation) {
  for (int i = 0; i < count / 10; ++i) operation();
  std::vector<std::int64_t> times;
  times.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto start = Clock::now();
    operation();
    times.push_back(nanoseconds_since(start));
  }
  std::sort(times.begin(), times.end());
  line::say(std::to_string(times[times.size() / 2]) + " " +
            std::to_string(times[times.size() * 99 / 100]));
}

void expect(int fd, std::string_view answer) {
  const std::string_view got = line::read_all(fd, answer.size());
  if (got == answer) return;
  std::fprintf(stderr, "line_host: got \"%.*s\" instead of \"%.*s\"\n",
               static_cast<int>(got.size()), got.data(), static_cast<int>(answer.size()),
               answer.data());
  std::exit(1);
}

void publish(int fd, std::size_t qos) {
  for (const auto& step : publish_cycle::entry_steps) {
    line::write_all(fd, step.said);
    expect(fd, step.answer);
  }
  line::write_all(fd, publish_cycle::publish_commands[qos]);
  expect(fd, publish_cycle::ok);
  expect(fd, publish_cycle::result);
}

/// Counts how often a mark without repetitions in itself comes in octets that come in pieces.
class Counter {
 public:
  explicit Counter(std::string_view mark) : mark_(mark) {}

  void take(std::string_view octets) {
    tail_.append(octets.substr(0, mark_.size()));
    count_ += count_in(tail_);
    if (octets.size() > mark_.size()) {
      // What is in the piece as a whole; its beginning has been counted with the end of the last.
      count_ += count_in(octets) - count_in(octets.substr(0, mark_.size()));
      tail_.assign(octets);
    }
    tail_.erase(0, tail_.size() - std::min(tail_.size(), mark_.size() - 1));
  }

  [[nodiscard]] int count() const { return count_; }

 private:
  [[nodiscard]] int count_in(std::string_view octets) const {
    int count = 0;
    for (std::size_t at = 0; (at = octets.find(mark_, at)) != octets.npos; at += mark_.size()) {
      ++count;
    }
    return count;
  }

  std::string_view mark_;
  std::string tail_;
  int count_ = 0;
};

void receive(int fd, int count, const std::string& qos) {
  line::write_all(fd, "AT+CMQTTSUB=0,1," + qos + "\r");
  expect(fd, "\r\n>");
  line::write_all(fd, "s");
  expect(fd, "\r\nOK\r\n");
  expect(fd, "\r\n+CMQTTSUB: 0,0\r\n");
  Counter groups("+CMQTTRXEND: 0\r\n");
  static char buffer[256 * 1024];
  Clock::time_point start;
  while (groups.count() < count) {
    const ssize_t size = ::read(fd, buffer, sizeof buffer);
    if (size <= 0) line::give_up("read");
    if (start == Clock::time_point()) start = Clock::now();
    groups.take({buffer, static_cast<std::size_t>(size)});
  }
  line::say(std::to_string(nanoseconds_since(start)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) return 2;
  const std::string_view what = argv[1];
  const int fd = line::open_host(argv[2]);
  const int count = std::atoi(argv[3]);
  if (what == "turnaround") {
    const auto answer_size = static_cast<std::size_t>(std::atoi(argv[4]));
    measure(count, [&] {
      line::write_all(fd, "AT\r");
      line::read_all(fd, answer_size);
    });
  } else if (what == "publish") {
    const auto qos = static_cast<std::size_t>(std::atoi(argv[4]));
    measure(count, [&] { publish(fd, qos); });
  } else if (what == "receive") {
    receive(fd, count, argv[4]);
  } else {
    return 2;
  }
}
