#include "sim/server_end.hpp"

#include "mqtt/encode.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace atmqtt::sim {
namespace {

template <typename Packet>
std::string octets_of(const Packet& packet) {
  std::string octets;
  mqtt::encode(octets, packet);
  return octets;
}

/// Notes what the first end receives.
struct Notes final : broker::Observer {
  void on_packet(broker::ConnectionId connection, Direction direction, const mqtt::RawPacket&,
                 mqtt::Version) override {
    if (direction == Direction::received && end->connection() == connection) {
      end->on_received("a packet");
    }
  }
  void on_event(broker::ConnectionId, std::string_view) override {}
  void on_loss(std::string_view) override {}
  void on_violation(broker::ConnectionId, std::string_view) override {}
  ServerEnd* end = nullptr;
};

/// Two links at one broker.
class server_end : public testing::Test {
 protected:
  server_end() { notes_.end = &end_; }

  std::string connect(ServerEnd& end, std::string_view client_id) {
    end.link_closed();
    end.link_opened(now_);
    return exchange(end, octets_of(mqtt::Connect{.client_id = client_id}));
  }
  std::string exchange(ServerEnd& end, std::string_view octets) {
    broker_.receive(*end.connection(), octets, now_);
    return taken(end);
  }
  std::string taken(ServerEnd& end) {
    std::string output(broker_.output(*end.connection()));
    broker_.sent(*end.connection(), output.size());
    return output;
  }

  const std::string ping_ = octets_of(mqtt::Pingreq{});
  const std::string pong_ = octets_of(mqtt::Pingresp{});
  const Time now_ = Time(std::chrono::hours(1));
  BufferPool pool_;
  broker::Store store_{pool_};
  Notes notes_;
  broker::Broker broker_{{}, store_, pool_, notes_};
  ServerEnd end_{broker_, "0"};
  ServerEnd other_{broker_, "1"};
};

TEST_F(server_end, misbehaves_once_and_on_its_own_link) {
  end_.refuse_next(5);
  EXPECT_EQ(connect(other_, "b"), octets_of(mqtt::Connack{}));
  EXPECT_EQ(connect(end_, "a"), octets_of(mqtt::Connack{.return_code = 5}));
  EXPECT_EQ(connect(end_, "a"), octets_of(mqtt::Connack{}));
  end_.set_session_present_next(true);
  EXPECT_EQ(connect(end_, "a"), octets_of(mqtt::Connack{.session_present = true}));
}

TEST_F(server_end, withholds_over_connections_until_the_release) {
  end_.withhold(mqtt::PacketType::pingresp);
  end_.withhold(mqtt::PacketType::connack);
  EXPECT_EQ(connect(end_, "a"), "");
  EXPECT_EQ(exchange(end_, ping_), "");
  end_.release();
  EXPECT_EQ(taken(end_), octets_of(mqtt::Connack{}) + pong_);
  EXPECT_EQ(exchange(end_, ping_), pong_);
  end_.link_closed();
  end_.release();
}

TEST_F(server_end, fails_at_the_packet_that_is_named) {
  connect(end_, "a");
  end_.fail_at_packet(3, ServerFailure::silence);
  EXPECT_EQ(exchange(end_, ping_), pong_);
  EXPECT_EQ(connect(end_, "a"), octets_of(mqtt::Connack{}));
  EXPECT_EQ(exchange(end_, ping_), "");
  EXPECT_EQ(end_.received().size(), 4U);
}

TEST_F(server_end, sends_what_it_is_told_and_ends) {
  connect(end_, "a");
  end_.send("x");
  end_.publish({.topic = "t", .qos = mqtt::Qos::at_least_once});
  end_.close();
  EXPECT_EQ(taken(end_),
            "x" + octets_of(mqtt::Publish{
                      .topic = "t", .qos = mqtt::Qos::at_least_once, .packet_identifier = 1}));
  EXPECT_EQ(broker_.end(*end_.connection()), broker::End::closed);
  connect(end_, "a");
  end_.reset();
  EXPECT_EQ(broker_.end(*end_.connection()), broker::End::reset);
}

}  // namespace
}  // namespace atmqtt::sim
