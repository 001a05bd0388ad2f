// Modems of several loops at the same time. What they share is what the thread sanitizer looks at.

#include "app/modem_host.hpp"
#include "unit/io/loop_fixture.hpp"

#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <latch>
#include <sstream>
#include <thread>

namespace atmqtt::app {
namespace {

/// A host's end, which waits for answers, though not for ever.
class Line {
 public:
  explicit Line(const std::string& path) : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    const timeval patience = {10, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }

  void type(std::string_view octets) const {
    ASSERT_EQ(::write(fd_.get(), octets.data(), octets.size()),
              static_cast<ssize_t>(octets.size()));
  }

  void expect(std::string_view answer) const {
    std::string octets(answer.size(), '\0');
    std::size_t count = 0;
    while (count < octets.size()) {
      const ssize_t part = ::read(fd_.get(), octets.data() + count, octets.size() - count);
      if (part <= 0) break;
      count += static_cast<std::size_t>(part);
    }
    ASSERT_EQ(octets.substr(0, count), answer);
  }

  [[nodiscard]] bool has_octets() const {
    char octet = 0;
    return ::recv(fd_.get(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
  }

  /// Hangs up, and waits until the modem has noticed.
  void close() const {
    ::shutdown(fd_.get(), SHUT_WR);
    char octet = 0;
    EXPECT_EQ(::read(fd_.get(), &octet, 1), 0);
  }

 private:
  io::UniqueFd fd_;
};

class modem_host_threads : public testing::Test {
 protected:
  static constexpr std::size_t loop_count = 3;

  modem_host_threads() { options_.modem.settings = {{"echo", "false", ""}}; }
  ~modem_host_threads() override { end(); }

  void serve() {
    ASSERT_TRUE(host_.open());
    host_.start();
    thread_ = std::thread([this] { loops_.run(); });
  }

  void serve_connections() {
    options_.has_modem_per_connection = true;
    options_.modem.ports = {UnixOptions{path_}};
    serve();
  }

  /// Ends all modems in good order.
  void end() {
    if (!thread_.joinable()) return;
    boost::asio::post(loops_[0].context(), [this] { host_.shut_down(); });
    thread_.join();
  }

  [[nodiscard]] std::vector<Line> connect(std::size_t count) const {
    std::vector<Line> lines;
    for (std::size_t i = 0; i < count; ++i) lines.emplace_back(path_);
    return lines;
  }

  static void ask_all(const std::vector<Line>& lines, std::string_view command,
                      std::string_view answer) {
    for (const Line& line : lines) line.type(command);
    for (const Line& line : lines) line.expect(answer);
  }

  io::TemporaryDirectory directory_;
  std::string path_ = directory_ / "socket";
  ServeOptions options_;
  io::Resolver resolver_;
  io::EventLoops loops_{resolver_, loop_count};
  ModemHost host_{loops_, options_, [this] { loops_.stop(); }};
  std::thread thread_;
};

TEST_F(modem_host_threads, a_connection_goes_to_the_loop_with_the_fewest_modems) {
  serve_connections();
  std::latch held(2);
  std::latch released(1);
  for (std::size_t i = 1; i < loop_count; ++i) {
    boost::asio::post(loops_[i].context(), [&] {
      held.count_down();
      released.wait();
    });
  }
  held.wait();
  // The first loop answers; the others hold theirs.
  const std::vector<Line> lines = connect(4);
  for (const Line& line : lines) line.type("AT\r");
  lines[0].expect("\r\nOK\r\n");
  lines[3].expect("\r\nOK\r\n");
  EXPECT_FALSE(lines[1].has_octets() || lines[2].has_octets());

  // One that has ended counts no more: now each loop has one.
  lines[3].close();
  const std::vector<Line> more = connect(1);
  more[0].type("AT\r");
  more[0].expect("\r\nOK\r\n");

  released.count_down();
  lines[1].expect("\r\nOK\r\n");
  lines[2].expect("\r\nOK\r\n");
}

TEST_F(modem_host_threads, modems_of_all_loops_trace_look_names_up_and_connect) {
  constexpr std::size_t modem_count = 30;
  const io::UniqueFd server(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(server.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(server.get(), modem_count), 0);
  ASSERT_EQ(::getsockname(server.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  ASSERT_TRUE(options_.server_map.add(fmt::format("*=localhost:{}", ntohs(address.sin_port))));
  options_.trace = directory_ / "trace";
  serve_connections();

  const std::vector<Line> lines = connect(modem_count);
  ask_all(lines, "AT+CMQTTSTART\r", "\r\nOK\r\n\r\n+CMQTTSTART: 0\r\n");
  ask_all(lines, "AT+CMQTTACCQ=0,\"c\"\r", "\r\nOK\r\n");
  for (const Line& line : lines) line.type("AT+CMQTTCONNECT=0,\"tcp://server\",60,1\r");
  std::vector<io::UniqueFd> connections;
  for (std::size_t i = 0; i < modem_count; ++i) {
    connections.emplace_back(::accept(server.get(), nullptr, nullptr));
    char octets[64];
    ASSERT_GT(::read(connections.back().get(), octets, sizeof octets), 0);
    ASSERT_EQ(::write(connections.back().get(), "\x20\x02\0\0", 4), 4);
  }
  for (const Line& line : lines) line.expect("\r\nOK\r\n\r\n+CMQTTCONNECT: 0,0\r\n");
  end();

  // Each modem has disconnected, and each line of the trace is one modem's.
  for (const io::UniqueFd& connection : connections) {
    char octets[64];
    ASSERT_EQ(::read(connection.get(), octets, sizeof octets), 2);
    EXPECT_EQ(std::string_view(octets, 2), std::string_view("\xE0\0", 2));
  }
  std::ifstream trace(directory_ / "trace");
  std::size_t count = 0;
  for (std::string text; std::getline(trace, text);) {
    count += text.ends_with("AT+CMQTTSTART") ? 1 : 0;
  }
  EXPECT_EQ(count, modem_count);
}

TEST_F(modem_host_threads, modems_of_all_loops_keep_their_state) {
  constexpr int modem_count = 6;
  options_.state = directory_ / "state";
  for (int i = 1; i <= modem_count; ++i) {
    options_.modem.ports.emplace_back(UnixOptions{path_ + std::to_string(i)});
  }
  serve();
  std::vector<Line> lines;
  for (int i = 1; i <= modem_count; ++i) lines.emplace_back(path_ + std::to_string(i));
  ask_all(lines, "AT+CCERTDOWN=\"a.pem\",1\r", "\r\n>");
  ask_all(lines, "x", "\r\nOK\r\n");
  ask_all(lines, "AT+CREG=1;&W\r", "\r\nOK\r\n");
  end();
  for (int i = 1; i <= modem_count; ++i) {
    const std::string place = directory_ / fmt::format("state/modem{}", i);
    EXPECT_TRUE(std::filesystem::exists(place + "/certificates/a.pem")) << i;
    EXPECT_TRUE(std::filesystem::exists(place + "/settings")) << i;
  }
}

TEST_F(modem_host_threads, a_command_that_must_not_be_missing_ends_the_modems_of_all_loops) {
  options_.modem.settings.push_back({"unknown.command", "exit", ""});
  serve_connections();
  const std::vector<Line> lines = connect(4);
  ask_all(lines, "AT\r", "\r\nOK\r\n");
  lines[1].type("AT+NIX\r");
  lines[1].expect("\r\nERROR\r\n");
  thread_.join();
  const auto result = host_.result();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().exit_status, exit_status::check_failed);
}

}  // namespace
}  // namespace atmqtt::app
