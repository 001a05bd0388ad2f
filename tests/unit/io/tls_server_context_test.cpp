#include "io/tls_server_context.hpp"

#include "unit/io/loop_fixture.hpp"
#include "unit/io/tls_peer.hpp"

#include <fstream>

namespace atmqtt::io {
namespace {

class tls_server_context : public ::testing::Test {
 protected:
  tls_server_context() {
    put(files_.certificate, identity().certificate_file().content);
    put(files_.key, identity().key_file().content);
  }

  static const test::Identity& identity() {
    static const test::Identity server("DNS:broker.example");
    return server;
  }

  static void put(const std::string& path, std::string_view content) {
    std::ofstream(path) << content;
  }

  /// The reason why there is no context, or nothing.
  [[nodiscard]] std::string error() const {
    const auto made = make_tls_server_context(files_);
    return made ? "" : made.error();
  }

  TemporaryDirectory directory_;
  TlsServerFiles files_ = {directory_ / "cert.pem", directory_ / "key.pem", {}};
};

TEST_F(tls_server_context, asks_no_client_for_a_certificate_unless_told) {
  const auto made = make_tls_server_context(files_);
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(SSL_CTX_get_verify_mode(made->get()), SSL_VERIFY_NONE);
  EXPECT_EQ(SSL_CTX_get_min_proto_version(made->get()), TLS1_2_VERSION);
}

TEST_F(tls_server_context, wants_a_certificate_of_the_clients_when_there_is_a_ca) {
  files_.ca = files_.certificate;
  const auto made = make_tls_server_context(files_);
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(SSL_CTX_get_verify_mode(made->get()),
            SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
}

TEST_F(tls_server_context, names_the_file_that_cannot_be_used) {
  files_.ca = directory_ / "ca.pem";
  EXPECT_TRUE(error().starts_with(*files_.ca + ": ")) << error();
  put(files_.key, "no key");
  EXPECT_TRUE(error().starts_with(files_.key + ": ")) << error();
  put(files_.certificate, "no certificate");
  EXPECT_TRUE(error().starts_with(files_.certificate + ": ")) << error();
  std::filesystem::remove(files_.certificate);
  EXPECT_TRUE(error().starts_with(files_.certificate + ": ")) << error();
}

TEST_F(tls_server_context, refuses_a_key_of_another_certificate) {
  put(files_.key, test::Identity("DNS:other").key_file().content);
  EXPECT_TRUE(error().starts_with(files_.key + ": ")) << error();
}

TEST_F(tls_server_context, asks_nobody_for_the_password_of_a_key) {
  put(files_.key, identity().key_file("secret").content);
  EXPECT_TRUE(error().starts_with(files_.key + ": ")) << error();
}

}  // namespace
}  // namespace atmqtt::io
