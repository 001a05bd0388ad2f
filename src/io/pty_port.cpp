#include "io/pty_port.hpp"

#include "io/channel.hpp"
#include "io/device_watch.hpp"
#include "io/pty_link.hpp"

#include <boost/asio/post.hpp>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>

#include <cstdlib>
#include <optional>

// How the port knows that a host is there.
//
// A pseudo terminal has two sides: ours, the master, and the slave that hosts open. The kernel
// tells the master of the last close of the slave (a hang-up: POLLHUP, and EIO once all octets are
// read), but of no open. inotify tells of every open and close, in order, but merges equal ones
// that follow each other, so that counting alone goes wrong. Hence:
// - A host is attached from the first open on.
// - It has gone when the master is hung up and what it had written is read.
// - A close that seems to be the last, followed by an open, is a host that went and one that came,
//   also when both happened before we looked and no hang-up was seen.
// - The watch is polled after reading and before the octets are told: an open is always told before
//   the octets behind it. Octets which may be the last of the one or the first of the next host are
//   given to the next, because losing what a host sends first is worse than surplus octets.
// - What a host has left unread is dropped while nobody has the slave open, and never else: whoever
//   has it open may have polled it already, and his read would wait for octets that are gone. So a
//   host that opens it before we have seen the hang-up reads what the former one has not.
// The slave is never kept open by ourselves: there would be no hang-up.

namespace atmqtt::io {
namespace {

class PtyPort final : public DtePort, public ChannelListener, public DeviceListener {
 public:
  PtyPort(EventLoop& loop, UniqueFd master, std::string device, PtyLink link, std::string path)
      : loop_(loop),
        channel_(make_async<Channel>(loop, *this, std::move(master))),
        device_(std::move(device)),
        link_(std::move(link)),
        path_(std::move(path)) {}

  [[nodiscard]] tl::expected<void, OpenError> watch() {
    auto id = loop_.device_watch().add(device_, *this);
    if (!id) return tl::unexpected(id.error());
    watch_ = *id;
    return {};
  }

  void start(DteListener& listener) override { listener_ = &listener; }

  std::size_t write(std::string_view octets) override {
    return is_attached_ ? channel_->write(octets) : octets.size();
  }

  void set_reading(bool is_reading) override {
    is_reading_ = is_reading;
    if (!is_attached_) return;
    channel_->set_reading(is_reading);
    if (!is_reading && is_close_seen_) {
      boost::asio::post(loop_.context(), handler([this] { give_up_reading(); }));
    }
  }

  std::string description() const override { return "pty " + device_ + " " + path_; }
  std::string address() const override { return path_; }

 private:
  void retire() override {
    if (watch_) loop_.device_watch().remove(*watch_);
    link_.reset();
    channel_.reset();
  }

  void on_device_event(DeviceEvent event) override {
    if (listener_ == nullptr) return;
    const Stay stay(*this);
    if (event == DeviceEvent::opened) {
      on_slave_opened();
    } else {
      on_slave_closed();
    }
  }

  void on_slave_opened() {
    if (is_attached_ && is_close_seen_) detach();
    ++open_count_;
    if (is_retired() || is_attached_) return;
    is_attached_ = true;
    channel_->set_reading(is_reading_);
    listener_->on_dte_opened();
  }

  void on_slave_closed() {
    if (open_count_ > 0) --open_count_;
    if (is_hung_up()) open_count_ = 0;
    if (open_count_ > 0 || !is_attached_) return;
    is_close_seen_ = true;
    give_up_reading();
  }

  void on_channel_octets(std::string_view octets) override {
    const Stay stay(*this);
    loop_.device_watch().poll();
    if (!is_retired() && is_attached_) listener_->on_dte_octets(octets);
  }

  void on_channel_writable() override {
    if (is_attached_) listener_->on_dte_writable();
  }

  void on_channel_end(std::error_code) override {
    if (is_hung_up()) {
      open_count_ = 0;
      drop_unread();
      detach();
    } else {
      // Another host has opened it since; the watch is about to tell.
      is_close_seen_ = true;
      channel_->set_reading(is_reading_);
    }
  }

  /// While the modem reads nothing, the end cannot be reached by reading: the octets of a host that
  /// has gone are dropped, as its type-ahead is.
  void give_up_reading() {
    if (!is_attached_ || !is_close_seen_ || is_reading_ || !is_hung_up()) return;
    drop_unread();
    detach();
  }

  void detach() {
    if (!is_attached_) return;
    is_attached_ = false;
    is_close_seen_ = false;
    channel_->set_reading(false);
    listener_->on_dte_closed();
  }

  /// Drops what waits in the kernel in both directions, and sets raw mode for the next host. Needs:
  /// nobody has the slave open. The kernel keeps octets for a slave over its closing, in two
  /// places: before the line discipline, where TCOFLUSH reaches them, and in it, where only setting
  /// the attributes "with flush" does.
  void drop_unread() {
    ::tcflush(channel_->fd(), TCIOFLUSH);
    termios attributes = {};
    if (::tcgetattr(channel_->fd(), &attributes) != 0) return;
    ::cfmakeraw(&attributes);
    ::tcsetattr(channel_->fd(), TCSAFLUSH, &attributes);
  }

  [[nodiscard]] bool is_hung_up() {
    pollfd master = {channel_->fd(), 0, 0};
    return ::poll(&master, 1, 0) == 1 && (master.revents & POLLHUP) != 0;
  }

  EventLoop& loop_;
  AsyncPtr<Channel> channel_;
  std::string device_;
  std::optional<PtyLink> link_;
  std::string path_;
  std::optional<int> watch_;
  DteListener* listener_ = nullptr;
  int open_count_ = 0;  ///< what the watch has told: at least this many are open
  bool is_reading_ = true;
  bool is_attached_ = false;
  bool is_close_seen_ = false;  ///< what seemed the last close; needs is_attached_
};

/// Opens and closes the slave once: this sets raw mode and leaves the master hung up, as after
/// every later close.
tl::expected<void, OpenError> prepare_slave(const std::string& device) {
  UniqueFd slave(::open(device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!slave.is_open()) return tl::unexpected(system_error(device));
  termios attributes = {};
  if (::tcgetattr(slave.get(), &attributes) != 0) return tl::unexpected(system_error(device));
  ::cfmakeraw(&attributes);
  if (::tcsetattr(slave.get(), TCSANOW, &attributes) != 0) {
    return tl::unexpected(system_error(device));
  }
  return {};
}

}  // namespace

OpenedPort open_pty_port(EventLoop& loop, const std::string& link) {
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
  if (!master.is_open()) return tl::unexpected(system_error("pseudo terminal"));
  char name[64];
  if (::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0 ||
      ::ptsname_r(master.get(), name, sizeof name) != 0) {
    return tl::unexpected(system_error("pseudo terminal"));
  }
  if (auto prepared = prepare_slave(name); !prepared) return tl::unexpected(prepared.error());
  auto made = PtyLink::make(link, name);
  if (!made) return tl::unexpected(made.error());
  auto port = make_async<PtyPort>(loop, std::move(master), name, std::move(*made), link);
  if (auto watched = port->watch(); !watched) return tl::unexpected(watched.error());
  return port;
}

}  // namespace atmqtt::io
