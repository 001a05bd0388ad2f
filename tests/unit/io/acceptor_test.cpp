#include "io/acceptor.hpp"

#include "io/socket_port.hpp"
#include "unit/io/dte_recorder.hpp"
#include "unit/io/foreign_file.hpp"
#include "unit/io/loop_fixture.hpp"

#include <netinet/in.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cstring>

namespace atmqtt::io {
namespace {

UniqueFd connect_unix(const std::string& path) {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

UniqueFd connect_tcp(std::uint16_t port) {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  return fd;
}

bool is_closed(int fd) {
  char octet = 0;
  return ::read(fd, &octet, 1) == 0;
}

class acceptor : public LoopTest {
 protected:
  TemporaryDirectory directory_;
  std::string path_ = directory_ / "socket";
};

TEST_F(acceptor, listens_on_any_free_port_and_says_which) {
  const auto opened = listen_tcp(loop_, "127.0.0.1", 0);
  ASSERT_TRUE(opened);
  const std::string description = (*opened)->description();
  ASSERT_EQ(description.substr(0, 14), "tcp 127.0.0.1:");
  EXPECT_GT(std::stoi(description.substr(14)), 0);
}

TEST_F(acceptor, refuses_a_tcp_port_in_use) {
  const auto first = listen_tcp(loop_, "127.0.0.1", 0);
  ASSERT_TRUE(first);
  const int port = std::stoi((*first)->description().substr(14));
  const auto second = listen_tcp(loop_, "127.0.0.1", static_cast<std::uint16_t>(port));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text,
            "tcp 127.0.0.1:" + std::to_string(port) + ": Address already in use");
}

TEST_F(acceptor, warns_of_a_port_that_others_can_reach_only) {
  ::testing::internal::CaptureStderr();
  EXPECT_TRUE(listen_tcp(loop_, "127.0.0.1", 0));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  ::testing::internal::CaptureStderr();
  const auto opened = listen_tcp(loop_, "0.0.0.0", 0);
  ASSERT_TRUE(opened);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "warning: " + (*opened)->description() +
                " can be reached from other machines and asks for no password\n");
}

TEST_F(acceptor, makes_a_unix_socket_for_its_owner_only_and_removes_it) {
  {
    const auto opened = listen_unix(loop_, path_);
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->description(), "unix " + path_);
    EXPECT_EQ((*opened)->address(), path_);
    struct stat status = {};
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
}

TEST_F(acceptor, refuses_a_unix_socket_in_use_and_leaves_it) {
  const auto first = listen_unix(loop_, path_);
  ASSERT_TRUE(first);
  EXPECT_FALSE(listen_unix(loop_, path_));
  connect_unix(path_);
}

TEST_F(acceptor, refuses_a_unix_socket_that_another_program_serves) {
  const auto first = listen_unix(loop_, path_);
  ASSERT_TRUE(first);
  std::filesystem::remove(path_ + ".lock");
  const auto second = listen_unix(loop_, path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, path_ + ": in use by another process");
}

TEST_F(acceptor, replaces_a_dead_unix_socket) {
  UniqueFd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  ASSERT_EQ(::bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  dead = UniqueFd();
  EXPECT_TRUE(listen_unix(loop_, path_));
}

TEST_F(acceptor, refuses_a_file_that_is_no_socket) {
  { const UniqueFd made(::open(path_.c_str(), O_CREAT | O_WRONLY, 0600)); }
  const auto opened = listen_unix(loop_, path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().text, path_ + ": exists and is not a socket");
  EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(acceptor, refuses_a_path_that_no_socket_can_have) {
  EXPECT_FALSE(listen_unix(loop_, ""));
  EXPECT_FALSE(listen_unix(loop_, "/tmp/" + std::string(103, 'x')));
}

TEST_F(acceptor, refuses_a_symbolic_link_and_leaves_what_it_leads_to) {
  const auto served = listen_unix(loop_, directory_ / "other");
  ASSERT_TRUE(served);
  for (const char* const target : {"other", "nowhere"}) {
    std::filesystem::create_symlink(directory_ / target, path_);
    const auto opened = listen_unix(loop_, path_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().text, path_ + ": exists and is not a socket");
    std::filesystem::remove(path_);
  }
  EXPECT_FALSE(std::filesystem::exists(directory_ / "nowhere"));
  connect_unix(directory_ / "other");
}

TEST_F(acceptor, refuses_a_dead_unix_socket_of_somebody_else_in_a_shared_directory) {
  NEEDS_ROOT();
  share(directory_.path());
  UniqueFd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path_.data(), path_.size());
  ASSERT_EQ(::bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  dead = UniqueFd();
  give_away(path_);
  const auto opened = listen_unix(loop_, path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().text, path_ + ": belongs to somebody else");
}

TEST_F(acceptor, makes_no_unix_socket_where_everybody_could_replace_it) {
  share_without_sticky_bit(directory_.path());
  EXPECT_FALSE(listen_unix(loop_, path_));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path()));
  share(directory_.path());
  EXPECT_TRUE(listen_unix(loop_, path_));
}

class socket_port : public acceptor {
 protected:
  void SetUp() override {
    auto opened = listen_tcp(loop_, "127.0.0.1", 0);
    ASSERT_TRUE(opened);
    number_ = static_cast<std::uint16_t>(std::stoi((*opened)->description().substr(14)));
    port_ = make_socket_port(loop_, std::move(*opened));
    port_->start(recorder_);
  }

  [[nodiscard]] bool run_until_log(const std::string& log) {
    return run_until([&] { return recorder_.log == log; });
  }

  std::uint16_t number_ = 0;
  DteRecorder recorder_;
  AsyncPtr<DtePort> port_;
};

TEST_F(socket_port, outlives_its_dte) {
  UniqueFd host = connect_tcp(number_);
  write_to(host.get(), "a");
  EXPECT_TRUE(run_until_log("+a"));
  EXPECT_EQ(port_->write("b"), 1U);
  EXPECT_EQ(read_from(host.get(), 1), "b");
  host = UniqueFd();
  EXPECT_TRUE(run_until_log("+a-"));
  EXPECT_EQ(port_->write("nobody"), 6U);
  host = connect_tcp(number_);
  write_to(host.get(), "c");
  EXPECT_TRUE(run_until_log("+a-+c"));
}

TEST_F(socket_port, closes_a_second_dte_at_once) {
  const UniqueFd host = connect_tcp(number_);
  EXPECT_TRUE(run_until_log("+"));
  ::testing::internal::CaptureStderr();
  const UniqueFd second = connect_tcp(number_);
  EXPECT_TRUE(run_until([&] { return is_closed(second.get()); }));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "warning: " + port_->description() + ": a second DTE was closed, one is attached\n");
  write_to(host.get(), "a");
  EXPECT_TRUE(run_until_log("+a"));
}

TEST_F(socket_port, does_not_read_while_it_is_told_not_to) {
  port_->set_reading(false);
  const UniqueFd host = connect_tcp(number_);
  write_to(host.get(), "a");
  EXPECT_TRUE(run_until_log("+"));
  run_due();
  EXPECT_EQ(recorder_.log, "+");
  port_->set_reading(true);
  EXPECT_TRUE(run_until_log("+a"));
}

}  // namespace
}  // namespace atmqtt::io
