#include "io/state_directory.hpp"

#include "base/limits.hpp"
#include "unit/io/loop_fixture.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

namespace atmqtt::io {
namespace {

namespace fs = std::filesystem;
using Kind = StoreAction::Kind;

class state_directory : public testing::Test {
 protected:
  void SetUp() override { open(); }

  void open() {
    state_.reset();
    auto opened = StateDirectory::open(directory_.path(), "modem1");
    ASSERT_TRUE(opened) << opened.error().text;
    state_.emplace(std::move(*opened));
  }

  /// As PATH=CONTENT, with the certificates before the settings.
  std::vector<std::string> found() {
    const StateContent content = state_->read(faults_);
    std::vector<std::string> texts;
    for (const TlsFile& each : content.certificates)
      texts.push_back(each.name + "=" + each.content);
    if (!content.settings.empty()) texts.push_back("settings=" + content.settings);
    return texts;
  }
  /// The error of a change, without the path of the modem; empty when it is done.
  std::string perform(Kind kind, const std::string& name, const std::string& content = {}) {
    result_ = state_->perform({kind, name, content});
    if (!result_.error) return "";
    EXPECT_TRUE(result_.error->starts_with(at(""))) << *result_.error;
    return result_.error->substr(at("").size());
  }
  std::string at(const std::string& name) { return directory_ / "modem1/" + name; }
  void put(const std::string& name, std::string_view content) {
    std::ofstream(at(name), std::ios::binary) << content;
  }

  TemporaryDirectory directory_;
  std::optional<StateDirectory> state_;
  std::vector<std::string> faults_;
  StoreResult result_;
};

using Texts = std::vector<std::string>;

TEST_F(state_directory, is_empty_at_first_and_has_a_place_for_files) {
  EXPECT_EQ(found(), Texts());
  EXPECT_EQ(faults_, Texts());
  EXPECT_TRUE(fs::is_directory(at("files")));
}

TEST_F(state_directory, keeps_what_it_is_told_to_keep) {
  EXPECT_EQ(perform(Kind::put_certificate, "b.pem", "B"), "");
  EXPECT_EQ(perform(Kind::put_certificate, "a.der", std::string("\0A", 2)), "");
  EXPECT_EQ(perform(Kind::put_certificate, "c.pem", "C"), "");
  EXPECT_EQ(perform(Kind::put_certificate, "b.pem", "BB"), "");
  EXPECT_EQ(perform(Kind::remove_certificate, "c.pem"), "");
  EXPECT_EQ(perform(Kind::save_settings, "", "E=0\n"), "");
  open();
  EXPECT_EQ(found(), (Texts{std::string("a.der=\0A", 8), "b.pem=BB", "settings=E=0\n"}));
  EXPECT_EQ(faults_, Texts());
}

TEST_F(state_directory, belongs_to_one_at_a_time) {
  const auto second = StateDirectory::open(directory_.path(), "modem1");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, (directory_ / "modem1") + ": in use by another process");
  EXPECT_TRUE(StateDirectory::open(directory_.path(), "modem2"));
}

TEST_F(state_directory, takes_a_file_that_was_laid_down) {
  put("files/ca.pem", "content");
  ASSERT_EQ(::chmod(at("files/ca.pem").c_str(), 0644), 0);
  EXPECT_EQ(perform(Kind::import_certificate, "ca.pem"), "");
  EXPECT_EQ(result_.content, "content");
  EXPECT_TRUE(fs::is_empty(at("files")));
  EXPECT_EQ(found(), Texts{"ca.pem=content"});
  struct stat status = {};
  ASSERT_EQ(::stat(at("certificates/ca.pem").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777U, 0600U);
}

TEST_F(state_directory, refuses_files_that_can_be_no_certificate_and_leaves_them) {
  EXPECT_EQ(perform(Kind::import_certificate, "a.pem"), "files/a.pem: there is no such file");
  put("files/empty.pem", "");
  EXPECT_EQ(perform(Kind::import_certificate, "empty.pem"), "files/empty.pem: is empty");
  put("files/long.pem", std::string(limits::certificate_size_max + 1, 'x'));
  EXPECT_EQ(perform(Kind::import_certificate, "long.pem"),
            "files/long.pem: is longer than 10240 octets");
  fs::create_symlink("long.pem", at("files/link.pem"));
  EXPECT_EQ(perform(Kind::import_certificate, "link.pem"), "files/link.pem: is a symbolic link");
  put("files/full.pem", "x");
  fs::create_directory(at("certificates/full.pem"));
  EXPECT_EQ(perform(Kind::import_certificate, "full.pem"), "certificates/full.pem: Is a directory");
  EXPECT_TRUE(fs::exists(at("files/full.pem")));
  put("files/most.pem", std::string(limits::certificate_size_max, 'x'));
  EXPECT_EQ(perform(Kind::import_certificate, "most.pem"), "");
}

TEST_F(state_directory, reports_what_is_damaged_and_leaves_it) {
  put("certificates/a.pem", "A");
  put("certificates/.hidden.pem", "x");
  put("certificates/a.txt", "x");
  put("certificates/b\xff.pem", "x");
  put("certificates/empty.pem", "");
  put("certificates/long.pem", std::string(limits::certificate_size_max + 1, 'x'));
  fs::create_directory(at("certificates/directory.pem"));
  fs::create_symlink("a.pem", at("certificates/link.pem"));
  put("certificates/z.pem", "Z");
  put("settings", std::string(limits::saved_settings_size_max + 1, '\n'));
  EXPECT_EQ(found(), (Texts{"a.pem=A", "z.pem=Z"}));
  EXPECT_EQ(faults_, (Texts{at("certificates/.hidden.pem: its name begins with a dot"),
                            at("certificates/a.txt: its name does not end in .pem or .der"),
                            at("certificates/b\\xFF.pem: its name is not UTF-8"),
                            at("certificates/directory.pem: is not a regular file"),
                            at("certificates/empty.pem: is empty"),
                            at("certificates/link.pem: is a symbolic link"),
                            at("certificates/long.pem: is longer than 10240 octets"),
                            at("settings: is longer than 4096 octets")}));
  const auto entries = fs::directory_iterator(at("certificates"));
  EXPECT_EQ(std::distance(begin(entries), end(entries)), 9);
}

TEST_F(state_directory, reads_no_more_certificates_than_there_is_room_for) {
  for (std::size_t i = 0; i <= limits::certificate_count_max; ++i) {
    put(fmt::format("certificates/c{:02}.pem", i), "x");
  }
  EXPECT_EQ(found().size(), limits::certificate_count_max);
  EXPECT_EQ(faults_, Texts{at("certificates/c64.pem: there are 64 certificates already")});
}

TEST_F(state_directory, cleans_up_behind_a_process_that_was_killed) {
  put("certificates/.new", "half");
  put(".new", "half");
  open();
  EXPECT_EQ(found(), Texts());
  EXPECT_EQ(faults_, Texts());
  EXPECT_TRUE(fs::is_empty(at("certificates")));
  EXPECT_FALSE(fs::exists(at(".new")));
}

}  // namespace
}  // namespace atmqtt::io
