#include "io/tls_link.hpp"

#include "unit/io/loop_fixture.hpp"
#include "unit/io/tls_peer.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

namespace atmqtt::io {
namespace {

/// A link, and a server on the loopback network that the test plays.
class tls_link : public LoopTest, public LinkListener {
 protected:
  tls_link() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(listener_.get(), 8), 0);
    socklen_t size = sizeof address;
    ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }

  void open(TlsSettings settings = {}) {
    link_ = make_async<TlsLink>(loop_, *this, 1,
                                std::make_unique<const TlsSettings>(std::move(settings)),
                                "broker.example");
    link_->open("127.0.0.1", port_);
  }

  [[nodiscard]] bool connect() {
    open();
    return run_until([this] { return log_ == "connected "; });
  }

  [[nodiscard]] UniqueFd accept() {
    return UniqueFd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK));
  }

  void on_link_event(int link, const LinkEvent& event) override {
    EXPECT_EQ(link, 1);
    if (std::holds_alternative<LinkConnected>(event)) log_ += "connected ";
    if (std::holds_alternative<LinkOpened>(event)) log_ += "opened ";
    if (const auto* received = std::get_if<LinkReceived>(&event)) log_ += received->octets;
    if (const auto* failed = std::get_if<LinkFailed>(&event)) failed_ = *failed;
    if (const auto* closed = std::get_if<LinkClosed>(&event)) closed_ = *closed;
    if (lets_go_) link_.reset();
  }
  void on_link_writable(int) override {}

  std::string log_;
  std::optional<LinkFailed> failed_;
  std::optional<LinkClosed> closed_;
  bool lets_go_ = false;
  UniqueFd listener_;
  std::uint16_t port_ = 0;
  AsyncPtr<Link> link_;
};

TEST_F(tls_link, is_connected_before_the_handshake_and_open_behind_it) {
  ASSERT_TRUE(connect());
  const test::Identity server("DNS:broker.example");
  test::TlsPeer peer(server, accept());
  EXPECT_TRUE(run_until([&] { return peer.accept() && log_ == "connected opened "; }));
  ASSERT_TRUE(peer.write("yo"));
  EXPECT_TRUE(run_until([&] { return log_ == "connected opened yo"; }));
  peer.close_notify();
  EXPECT_TRUE(run_until([&] { return closed_.has_value(); }));
  EXPECT_EQ(closed_->end, LinkEnd::closed);
}

TEST_F(tls_link, says_with_whom_the_handshake_failed) {
  ASSERT_TRUE(connect());
  const UniqueFd peer = accept();
  write_to(peer.get(), "no TLS at all");
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  EXPECT_EQ(failed_->failure, LinkFailure::handshake_failed);
  EXPECT_EQ(failed_->reason,
            "the peer speaks no TLS on this port; brokers have another for it (wrong version "
            "number) (TLS with broker.example at 127.0.0.1:" +
                std::to_string(port_) + ")");
}

TEST_F(tls_link, troubles_no_server_with_settings_that_cannot_be_used) {
  TlsSettings settings;
  settings.version = TlsVersion::ssl3;
  open(std::move(settings));
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  EXPECT_EQ(failed_->failure, LinkFailure::session_not_opened);
  EXPECT_EQ(log_, "");
  EXPECT_FALSE(accept().is_open());
}

TEST_F(tls_link, is_not_connected_when_nobody_listens) {
  listener_ = UniqueFd();
  open();
  EXPECT_TRUE(run_until([this] { return failed_.has_value(); }));
  EXPECT_EQ(failed_->failure, LinkFailure::not_connected);
  EXPECT_EQ(log_, "");
}

TEST_F(tls_link, may_be_let_go_of_when_it_is_connected) {
  lets_go_ = true;
  ASSERT_TRUE(connect());
  EXPECT_EQ(link_, nullptr);
  const UniqueFd peer = accept();
  run_due();
  EXPECT_EQ(log_, "connected ");
  EXPECT_FALSE(failed_.has_value());
}

}  // namespace
}  // namespace atmqtt::io
