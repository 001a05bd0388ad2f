#include "cmqtt/aliauth.hpp"

#include "bench.hpp"

#include <gtest/gtest.h>

#include <string>

namespace atmqtt::cmqtt {
namespace {

/// A vector that Alibaba or one of its users has published.
struct Vector {
  const char* label;
  Aliauth device;
  const char* id;
  const char* timestamp;
  HashAlgorithm signmethod;
  const char* password;
};

const std::string ones(32, '1');
const std::string twos(32, '2');

constexpr auto md5 = HashAlgorithm::md5;
constexpr auto sha1 = HashAlgorithm::sha1;
constexpr auto sha256 = HashAlgorithm::sha256;

const Aliauth a{"pk", "device", "secret"};
const Aliauth b{"a14Xib5kdYd", "light1983432", "oLyaKqVxtRvjH284LdhqVgVUx1UPy6zq"};
const Aliauth c{"a1BekCto7zj", "Norra_Device_000001", "OQzK9z8XoWrnH9LeeO4kIMFHk1WEu5ov"};
const Aliauth d{"k1hipglLdjU", "868488076506128", "fef32adf6dad46c2c7cbf335d3a7b021"};
const Aliauth e{"abcdefghijk", std::string_view(twos), std::string_view(ones)};
const Aliauth f{"2UCRZpAbCGC", "ExampleDev", "fbh47lGBSayncmTHEjF1E5x4CZdeJTO9"};
const std::string e_id = "abcdefghijk." + twos;

const Vector vectors[] = {
    {"a", a, "12345", "789", sha1, "fafd82a3d602b37fb0fa8b7892f24a477f851a14"},
    {"a", a, "12345", "789", md5, "14b198324fe55e1d3c88f2e705e201ee"},
    {"a", a, "12345", "789", sha256,
     "6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57"},
    {"b", b, "SN1928339", "1539421321846", sha1, "b2488041f64f425016b467ee1c94959ebd592ad1"},
    {"b", b, "SN1928339", "1539421321846", sha256,
     "e6ad631b665206c0bf2efbe1b48ac4d84ff2a61fe89bac30065e17975a482c40"},
    {"c", c, "12345", "10", sha1, "72770e19f50540d4a17b376808630ecd5c9a0fc9"},
    {"c", c, "12345", "10", sha256,
     "aff8bb9dcad1ffa06cf847e2054cd7c541a66536458e04ab82803cd4d35b517f"},
    {"d", d, "868488076506128", "", sha1, "6a3c7d9422766026daff21af35e9c7cbd46c33ee"},
    {"d", d, "868488076506128", "", md5, "0f655b12adf519b9a7a2b0a990f398b6"},
    {"e", e, e_id.c_str(), "2524608000000", sha1, "52a4f5b3a6f388b314ee1af6b386f983d0d020ac"},
    {"e", e, e_id.c_str(), "2524608000000", sha256,
     "be85a4d8392a8f0b9bfff2557fdc47eef9ce019e28c9752445c177f1a902e55e"},
    {"f", f, "2UCRZpAbCGC.ExampleDev", "2524608000000", sha1,
     "326a4a6ed38b1bd5ddb6a5d11d27928bfb5a62d0"},
    {"f", f, "2UCRZpAbCGC.ExampleDev", "2524608000000", sha256,
     "4ad486dbcfd21484391e8506fdda948f3d95f592f43f8d73e3d32f9c274ac890"},
};

ModemConfig config_with(const char* timestamp, HashAlgorithm signmethod) {
  ModemConfig config = test::without_echo();
  config.settings.aliauth_timestamp = timestamp;
  config.settings.aliauth_signmethod = signmethod;
  return config;
}

TEST(aliauth, agrees_with_every_published_vector) {
  for (const Vector& vector : vectors) {
    const auto credentials =
        sign(vector.device, vector.id, 0, config_with(vector.timestamp, vector.signmethod));
    EXPECT_EQ(credentials.password, vector.password) << vector.label;
  }
}

TEST(aliauth, makes_client_id_and_user_name_of_the_published_vectors) {
  auto credentials = sign(a, "12345", 0, config_with("789", sha1));
  EXPECT_EQ(credentials.client_id, "12345|securemode=3,signmethod=hmacsha1,timestamp=789|");
  EXPECT_EQ(credentials.user_name, "device&pk");
  credentials = sign(c, "12345", 0, config_with("10", sha1));
  EXPECT_EQ(credentials.client_id, "12345|securemode=3,signmethod=hmacsha1,timestamp=10|");
  EXPECT_EQ(credentials.user_name, "Norra_Device_000001&a1BekCto7zj");
}

TEST(aliauth, names_the_hash_in_the_words_of_alibaba) {
  EXPECT_EQ(sign(d, "x", 0, config_with("", md5)).client_id, "x|securemode=3,signmethod=hmacmd5|");
  EXPECT_EQ(sign(d, "x", 0, config_with("", sha256)).client_id,
            "x|securemode=3,signmethod=hmacsha256|");
}

TEST(aliauth, leaves_the_timestamp_out_when_there_is_none) {
  EXPECT_EQ(sign(d, "x", 0, test::without_echo()).client_id, "x|securemode=3,signmethod=hmacsha1|");
}

TEST(aliauth, takes_the_secure_mode_from_the_server_type) {
  EXPECT_EQ(sign(d, "x", 1, test::without_echo()).client_id, "x|securemode=2,signmethod=hmacsha1|");
}

TEST(aliauth, takes_secure_mode_and_id_from_the_settings_when_they_are_set) {
  ModemConfig config = test::without_echo();
  config.settings.aliauth_securemode = -2;
  config.settings.aliauth_id = "868488076506128";
  const auto credentials = sign(d, "another", 1, config);
  EXPECT_EQ(credentials.client_id, "868488076506128|securemode=-2,signmethod=hmacsha1|");
  EXPECT_EQ(credentials.password, "6a3c7d9422766026daff21af35e9c7cbd46c33ee") << "the id is signed";
}

TEST(aliauth, needs_a_hash) { EXPECT_DEATH((void)sign(a, "x", 0, ModemConfig{}), "check failed"); }

}  // namespace
}  // namespace atmqtt::cmqtt
