#include "io/tcp_link.hpp"

#include "unit/io/loop_fixture.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <optional>
#include <vector>

namespace atmqtt::io {
namespace {

using boost::asio::ip::make_address;
using Addresses = std::vector<boost::asio::ip::address>;

/// A server on the loopback network that the test plays.
class Peer {
 public:
  explicit Peer(int backlog = 8) : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), backlog), 0);
    socklen_t size = sizeof address;
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  [[nodiscard]] bool accept() {
    connection = UniqueFd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK));
    return connection.is_open();
  }

  void reset() {
    const linger at_once = {1, 0};
    ::setsockopt(connection.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    connection = UniqueFd();
  }

  void stop_listening() { listener_ = UniqueFd(); }

  UniqueFd connection;

 private:
  UniqueFd listener_;
  std::uint16_t port_ = 0;
};

/// Names of the tests. A name that is not here has no address.
ResolveResult look_up(const std::string& name) {
  if (name == "one.test") return Addresses{make_address("127.0.0.1")};
  // Nobody listens on the first.
  if (name == "two.test") return Addresses{make_address("127.0.0.2"), make_address("127.0.0.1")};
  if (name == "none.test") return Addresses{};
  return tl::unexpected(std::string("no such name"));
}

class tcp_link : public LoopTest, public LinkListener {
 protected:
  tcp_link() : LoopTest(look_up) {}

  void on_link_event(int link, const LinkEvent& event) override {
    EXPECT_EQ(link, 1);
    if (std::holds_alternative<LinkOpened>(event)) log_ += "opened ";
    if (const auto* received = std::get_if<LinkReceived>(&event)) log_ += received->octets;
    if (const auto* failed = std::get_if<LinkFailed>(&event)) failed_ = *failed;
    if (const auto* closed = std::get_if<LinkClosed>(&event)) closed_ = *closed;
  }
  void on_link_writable(int) override { ++writable_count_; }

  void open(const std::string& host) { link_->open(host, peer_.port()); }

  [[nodiscard]] bool open_and_accept() {
    open("one.test");
    return run_until([this] { return log_ == "opened "; }) &&
           run_until([this] { return peer_.accept(); });
  }

  Peer peer_;
  std::string log_;
  std::optional<LinkFailed> failed_;
  std::optional<LinkClosed> closed_;
  int writable_count_ = 0;
  AsyncPtr<Link> link_ = make_async<TcpLink>(loop_, *this, 1);
};

TEST_F(tcp_link, opens_and_carries_octets_both_ways) {
  ASSERT_TRUE(open_and_accept());
  EXPECT_EQ(link_->write("hello"), 5U);
  EXPECT_EQ(read_from(peer_.connection.get(), 5), "hello");
  write_to(peer_.connection.get(), "yo");
  EXPECT_TRUE(run_until([this] { return log_ == "opened yo"; }));
}

TEST_F(tcp_link, tells_what_was_sent_before_a_close_in_good_order) {
  ASSERT_TRUE(open_and_accept());
  write_to(peer_.connection.get(), "bye");
  peer_.connection = UniqueFd();
  EXPECT_TRUE(run_until([this] { return closed_.has_value(); }));
  EXPECT_EQ(log_, "opened bye");
  EXPECT_EQ(closed_->end, LinkEnd::closed);
}

TEST_F(tcp_link, tells_what_was_sent_before_a_reset_though_a_write_met_it_first) {
  ASSERT_TRUE(open_and_accept());
  link_->set_reading(false);
  write_to(peer_.connection.get(), "bye");
  peer_.reset();
  EXPECT_TRUE(run_until([this] { return link_->write("x") == 0; }));
  link_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return closed_.has_value(); }));
  EXPECT_EQ(log_, "opened bye");
  EXPECT_EQ(closed_->end, LinkEnd::reset);
  EXPECT_EQ(closed_->reason, "Connection reset by peer");
}

TEST_F(tcp_link, fails_when_the_name_has_no_address) {
  open("nix.test");
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  EXPECT_EQ(failed_->failure, LinkFailure::name_not_resolved);
  EXPECT_EQ(failed_->reason, "look-up of nix.test: no such name");
  failed_.reset();
  link_ = make_async<TcpLink>(loop_, *this, 1);
  open("none.test");
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  EXPECT_EQ(failed_->reason, "look-up of none.test: it has no address");
}

TEST_F(tcp_link, tries_the_next_address_when_one_refuses) {
  open("two.test");
  EXPECT_TRUE(run_until([this] { return log_ == "opened "; }));
}

TEST_F(tcp_link, fails_with_all_addresses_named_when_none_connects) {
  peer_.stop_listening();
  open("two.test");
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  const std::string port = std::to_string(peer_.port());
  EXPECT_EQ(failed_->failure, LinkFailure::not_connected);
  EXPECT_EQ(failed_->reason, "connecting to 127.0.0.2:" + port +
                                 ": Connection refused; 127.0.0.1:" + port +
                                 ": Connection refused");
}

TEST_F(tcp_link, reads_nothing_while_paused) {
  ASSERT_TRUE(open_and_accept());
  link_->set_reading(false);
  write_to(peer_.connection.get(), "yo");
  run_due();
  EXPECT_EQ(log_, "opened ");
  link_->set_reading(true);
  EXPECT_TRUE(run_until([this] { return log_ == "opened yo"; }));
}

TEST_F(tcp_link, sends_everything_before_it_closes_though_octets_are_unread) {
  ASSERT_TRUE(open_and_accept());
  link_->set_reading(false);
  write_to(peer_.connection.get(), "unread");
  EXPECT_EQ(link_->write("last"), 4U);
  link_.reset();
  std::string received;
  char buffer[16];
  ssize_t size = 0;
  EXPECT_TRUE(run_until([&] {
    size = ::read(peer_.connection.get(), buffer, sizeof buffer);
    if (size > 0) received.append(buffer, static_cast<std::size_t>(size));
    return size == 0;
  }));
  EXPECT_EQ(received, "last");
}

TEST_F(tcp_link, tells_nothing_after_it_was_let_go_of) {
  open("one.test");
  link_.reset();
  loop_.context().restart();
  loop_.context().run_for(std::chrono::milliseconds(50));
  EXPECT_EQ(log_, "");
  EXPECT_FALSE(failed_);
}

}  // namespace
}  // namespace atmqtt::io
