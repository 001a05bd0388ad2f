#include "io/connector.hpp"

#include "unit/io/loop_fixture.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <optional>
#include <vector>

namespace atmqtt::io {
namespace {

using boost::asio::ip::make_address;
using Addresses = std::vector<boost::asio::ip::address>;

/// A listening socket whose queue is full: further connections stay without an answer.
class SilentAddress {
 public:
  explicit SilentAddress(std::uint16_t port) : listener_(make_socket()) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listener_.get(), generic, sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), 0), 0);
    for (int i = 0; i < 3; ++i) {
      fillers_.push_back(make_socket());
      static_cast<void>(::connect(fillers_.back().get(), generic, sizeof address));
    }
  }

 private:
  static UniqueFd make_socket() {
    return UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  }

  UniqueFd listener_;
  std::vector<UniqueFd> fillers_;
};

class connector : public ::testing::Test, public ConnectorListener {
 protected:
  void on_connected(UniqueFd socket) override { connected_ = std::move(socket); }
  void on_not_connected(LinkFailure failure, const std::string& reason) override {
    failure_ = failure;
    reason_ = reason;
  }

  void run_until_told() {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!connected_.is_open() && !failure_ && std::chrono::steady_clock::now() < limit) {
      loop_.context().run_one_for(std::chrono::milliseconds(20));
    }
  }

  [[nodiscard]] AsyncPtr<Connector> make(Connector::Limits limits) {
    return make_async<Connector>(loop_, *this, limits);
  }

  std::promise<void> silence_;
  std::shared_future<void> silence_end_ = silence_.get_future().share();
  Resolver resolver_{[end = silence_end_](const std::string& name) -> ResolveResult {
    if (name == "silent.test") end.wait();
    return Addresses{make_address("127.0.0.2"), make_address("127.0.0.1")};
  }};
  EventLoop loop_{resolver_};
  UniqueFd connected_;
  std::optional<LinkFailure> failure_;
  std::string reason_;
};

TEST_F(connector, tries_the_next_address_beside_one_that_is_silent) {
  UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(listener.get(), generic, size), 0);
  ASSERT_EQ(::listen(listener.get(), 1), 0);
  ASSERT_EQ(::getsockname(listener.get(), generic, &size), 0);
  const std::uint16_t port = ntohs(address.sin_port);
  const SilentAddress silent(port);

  const auto connector = make({std::chrono::seconds(20), std::chrono::milliseconds(20)});
  connector->start("two.test", port);
  run_until_told();
  ASSERT_TRUE(connected_.is_open()) << reason_;
  ASSERT_EQ(::getpeername(connected_.get(), generic, &size), 0);
  EXPECT_EQ(ntohl(address.sin_addr.s_addr), INADDR_LOOPBACK);
}

TEST_F(connector, gives_a_look_up_up_that_takes_too_long) {
  const auto connector = make({std::chrono::milliseconds(20), std::chrono::seconds(5)});
  connector->start("silent.test", 1883);
  run_until_told();
  EXPECT_EQ(failure_, LinkFailure::name_not_resolved);
  EXPECT_EQ(reason_, "look-up of silent.test: no answer in time");
  silence_.set_value();
}

}  // namespace
}  // namespace atmqtt::io
