#include "io/device_watch.hpp"

#include "unit/io/loop_fixture.hpp"

namespace atmqtt::io {
namespace {

class device_watch : public LoopTest, public DeviceListener {
 protected:
  void on_device_event(DeviceEvent event) override {
    log_ += event == DeviceEvent::opened ? 'o' : 'c';
  }

  TemporaryDirectory directory_;
  std::string log_;
};

TEST_F(device_watch, tells_opens_and_closes_in_order) {
  const std::string path = directory_ / "device";
  { const UniqueFd made(::open(path.c_str(), O_CREAT | O_WRONLY, 0600)); }
  ASSERT_TRUE(loop_.device_watch().add(path, *this));
  { const UniqueFd writer(::open(path.c_str(), O_WRONLY)); }
  { const UniqueFd reader(::open(path.c_str(), O_RDONLY)); }
  EXPECT_TRUE(run_until([this] { return log_ == "ococ"; }));
}

TEST_F(device_watch, tells_at_once_when_polled) {
  const std::string path = directory_ / "device";
  { const UniqueFd made(::open(path.c_str(), O_CREAT | O_WRONLY, 0600)); }
  ASSERT_TRUE(loop_.device_watch().add(path, *this));
  const UniqueFd reader(::open(path.c_str(), O_RDONLY));
  loop_.device_watch().poll();
  EXPECT_EQ(log_, "o");
}

TEST_F(device_watch, tells_nothing_after_removal) {
  const std::string path = directory_ / "device";
  { const UniqueFd made(::open(path.c_str(), O_CREAT | O_WRONLY, 0600)); }
  const auto id = loop_.device_watch().add(path, *this);
  ASSERT_TRUE(id);
  { const UniqueFd reader(::open(path.c_str(), O_RDONLY)); }
  loop_.device_watch().remove(*id);
  loop_.device_watch().poll();
  EXPECT_EQ(log_, "");
}

TEST_F(device_watch, tells_the_words_of_the_system) {
  const auto id = loop_.device_watch().add("/nowhere", *this);
  ASSERT_FALSE(id);
  EXPECT_EQ(id.error().text, "inotify: /nowhere: No such file or directory");
}

}  // namespace
}  // namespace atmqtt::io
