#include "io/broker_server.hpp"

#include "io/host_end.hpp"
#include "mqtt/encode.hpp"
#include "unit/io/full_disk.hpp"
#include "unit/io/loop_fixture.hpp"

#include <array>

namespace atmqtt::io {
namespace {

template <typename Packet>
std::string octets_of(const Packet& packet) {
  std::string octets;
  mqtt::encode(octets, packet);
  return octets;
}

class broker_server : public LoopTest {
 protected:
  void start() {
    server_.emplace(loop_, options_, store_, file_.get(), SslContextPtr(), false);
    auto acceptor = listen_unix(loop_, path_);
    ASSERT_TRUE(acceptor);
    server_->start(std::move(*acceptor));
  }

  UniqueFd connect(std::string_view client_id, bool clean_session = true) {
    UniqueFd client = connect_unix(path_).value();
    write_to(client.get(),
             octets_of(mqtt::Connect{.clean_session = clean_session, .client_id = client_id}));
    EXPECT_EQ(read_from(client.get(), 4), octets_of(mqtt::Connack{}));
    return client;
  }

  /// Whether the server has closed the connection, and has said nothing before.
  [[nodiscard]] bool is_closed(const UniqueFd& client) {
    char octet = 0;
    return run_until([&] { return ::read(client.get(), &octet, 1) == 0; });
  }

  TemporaryDirectory directory_;
  std::string path_ = directory_ / "socket";
  broker::Options options_;
  broker::Store store_{loop_.pool()};
  std::unique_ptr<StoreFile> file_;
  std::optional<BrokerServer> server_;
};

constexpr mqtt::Publish message = {
    .topic = "t", .payload = "p", .qos = mqtt::Qos::at_least_once, .packet_identifier = 1};

TEST_F(broker_server, carries_a_message_from_client_to_client) {
  start();
  const UniqueFd to = connect("to");
  const std::array<mqtt::Subscription, 1> filters = {
      mqtt::Subscription{"t", mqtt::Qos::at_least_once}};
  write_to(to.get(), octets_of(mqtt::Subscribe{.packet_identifier = 7, .subscriptions = filters}));
  EXPECT_EQ(read_from(to.get(), 5), octets_of(mqtt::Suback{7, "\x01"}));
  const UniqueFd from = connect("from");
  write_to(from.get(), octets_of(message));
  EXPECT_EQ(read_from(from.get(), 4), octets_of(mqtt::Puback{1}));
  EXPECT_EQ(read_from(to.get(), octets_of(message).size()), octets_of(message));
}

TEST_F(broker_server, writes_what_a_slow_client_takes_when_it_takes_it) {
  start();
  const UniqueFd client = connect("slow");
  std::string pings;
  for (int i = 0; i < 300'000; ++i) pings += octets_of(mqtt::Pingreq{});
  std::size_t written = 0;
  std::size_t read = 0;
  char buffer[1000];
  EXPECT_TRUE(run_until([&] {
    const ssize_t sent = ::write(client.get(), pings.data() + written, pings.size() - written);
    if (sent > 0) written += static_cast<std::size_t>(sent);
    // It reads only when it can write no more.
    if (sent <= 0) {
      for (ssize_t got = 0; (got = ::read(client.get(), buffer, sizeof buffer)) > 0;) {
        read += static_cast<std::size_t>(got);
      }
    }
    return read == pings.size();
  }));
}

TEST_F(broker_server, closes_what_says_nothing) {
  options_.connect_timeout = std::chrono::milliseconds(1);
  start();
  const UniqueFd silent = connect_unix(path_).value();
  EXPECT_TRUE(is_closed(silent));
}

TEST_F(broker_server, forgets_a_client_that_goes) {
  start();
  { const UniqueFd client = connect("a"); }
  EXPECT_TRUE(run_until([this] { return store_.session_count() == 0; }));
}

TEST_F(broker_server, misbehaves_as_a_rule_says) {
  start();
  server_->add_rule({.name = "r", .type = mqtt::PacketType::connect, .deed = broker::Refuse{5}});
  const UniqueFd client = connect_unix(path_).value();
  write_to(client.get(), octets_of(mqtt::Connect{.client_id = "a"}));
  EXPECT_EQ(read_from(client.get(), 4), octets_of(mqtt::Connack{.return_code = 5}));
  EXPECT_TRUE(is_closed(client));
}

TEST_F(broker_server, acknowledges_what_is_in_its_file) {
  const std::string path = directory_ / "store";
  file_ = StoreFile::open(path, store_).value();
  start();
  const UniqueFd client = connect("a", false);
  mqtt::Publish retained = message;
  retained.retain = true;
  write_to(client.get(), octets_of(retained));
  EXPECT_EQ(read_from(client.get(), 4), octets_of(mqtt::Puback{1}));
  server_.reset();
  file_.reset();
  broker::Store again(loop_.pool());
  file_ = StoreFile::open(path, again).value();
  EXPECT_NE(again.find("a"), nullptr);
  EXPECT_EQ(again.retained().count(), 1U);
}

TEST_F(broker_server, acknowledges_nothing_that_its_file_did_not_take_and_stops) {
  file_ = StoreFile::open(directory_ / "store", store_).value();
  start();
  const UniqueFd client = connect("a", false);
  mqtt::Publish retained = message;
  retained.retain = true;
  {
    const FullDisk full(16);
    write_to(client.get(), octets_of(retained));
    EXPECT_TRUE(run_until([this] { return file_->failure().has_value(); }));
    EXPECT_TRUE(loop_.context().stopped());
  }
  server_.reset();
  char octet = 0;
  EXPECT_EQ(::read(client.get(), &octet, 1), 0) << "not even what was to be said before";
}

}  // namespace
}  // namespace atmqtt::io
