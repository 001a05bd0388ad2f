#include "io/stdio_port.hpp"

#include "io/channel.hpp"
#include "io/log.hpp"
#include "io/private_descriptor.hpp"

#include <fcntl.h>
#include <termios.h>

#include <memory>
#include <optional>

namespace atmqtt::io {
namespace {

constexpr char end_key = 0x1D;  // Ctrl-]

/// Raw mode of the terminal at standard input, as long as the object lives.
class RawTerminal {
 public:
  RawTerminal() {
    if (::tcgetattr(STDIN_FILENO, &former_) != 0) return;
    termios raw = former_;
    ::cfmakeraw(&raw);
    is_raw_ = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0;
  }
  RawTerminal(RawTerminal&&) = delete;
  RawTerminal& operator=(RawTerminal&&) = delete;
  ~RawTerminal() {
    if (is_raw_) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &former_);
  }

 private:
  termios former_ = {};
  bool is_raw_ = false;
};

class StdioPort final : public DtePort, public ChannelListener {
 public:
  StdioPort(EventLoop& loop, std::unique_ptr<PrivateDescriptor> input,
            std::unique_ptr<PrivateDescriptor> output)
      : input_descriptor_(std::move(input)),
        output_descriptor_(std::move(output)),
        input_(make_async<Channel>(loop, *this, input_descriptor_->take())),
        output_(make_async<Channel>(loop, output_listener_, output_descriptor_->take())) {
    if (is_stdio_terminal()) terminal_.emplace();
  }

  void start(DteListener& listener) override {
    listener_ = &listener;
    set_reading(true);
    listener.on_dte_opened();
  }

  std::size_t write(std::string_view octets) override { return output_->write(octets); }

  void set_reading(bool is_reading) override {
    if (phase_ == Phase::open) input_->set_reading(is_reading);
  }

  std::string description() const override { return {}; }

 private:
  enum class Phase : unsigned char { open, input_ended, ended };

  /// Standard output is only written to.
  struct Output final : ChannelListener {
    explicit Output(StdioPort& port_of_it) : port(port_of_it) {}
    void on_channel_octets(std::string_view) override {}
    void on_channel_writable() override { port.listener_->on_dte_writable(); }
    void on_channel_write_failed(std::error_code error) override {
      // Whoever reads a pipe may go. A file that takes no more loses what it was opened for.
      if (error == std::errc::broken_pipe || error == std::errc::connection_reset) {
        return port.end(PortEnd::done);
      }
      log_error("standard output: " + error.message());
      port.end(PortEnd::failed);
    }
    void on_channel_end(std::error_code) override {}
    StdioPort& port;
  };

  void retire() override {
    input_.reset();
    output_.reset();
    terminal_.reset();
    // Both may be the same socket: what was changed last is put back first.
    output_descriptor_.reset();
    input_descriptor_.reset();
  }

  void on_channel_octets(std::string_view octets) override {
    const std::size_t key = terminal_ ? octets.find(end_key) : std::string_view::npos;
    if (key == std::string_view::npos) {
      listener_->on_dte_octets(octets);
      return;
    }
    const Stay stay(*this);
    if (key > 0) listener_->on_dte_octets(octets.substr(0, key));
    if (!is_retired()) end(PortEnd::done);
  }

  void on_channel_writable() override {}

  void on_channel_end(std::error_code) override {
    if (phase_ != Phase::open) return;
    phase_ = Phase::input_ended;
    if (terminal_) {
      end(PortEnd::done);
    } else {
      listener_->on_dte_input_ended();
    }
  }

  /// Nobody is there any more, to type or to read.
  void end(PortEnd end) {
    if (phase_ == Phase::ended) return;
    phase_ = Phase::ended;
    const Stay stay(*this);
    input_->set_reading(false);
    listener_->on_dte_closed();
    if (!is_retired()) listener_->on_port_ended(end);
  }

  std::unique_ptr<PrivateDescriptor> input_descriptor_;
  std::unique_ptr<PrivateDescriptor> output_descriptor_;
  Output output_listener_{*this};
  AsyncPtr<Channel> input_;
  AsyncPtr<Channel> output_;
  std::optional<RawTerminal> terminal_;
  DteListener* listener_ = nullptr;
  Phase phase_ = Phase::open;
};

}  // namespace

bool is_stdio_terminal() { return ::isatty(STDIN_FILENO) != 0; }

void occupy_standard_streams() {
  // Open for the wrong direction, so that using one fails as before.
  constexpr int modes[] = {O_WRONLY, O_RDONLY, O_RDONLY};
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; ++fd) {
    // open() gives the lowest number that is free.
    if (::fcntl(fd, F_GETFD) == -1) static_cast<void>(::open("/dev/null", modes[fd]));
  }
}

OpenedPort open_stdio_port(EventLoop& loop) {
  auto input = std::make_unique<PrivateDescriptor>(STDIN_FILENO, O_RDONLY);
  auto output = std::make_unique<PrivateDescriptor>(STDOUT_FILENO, O_WRONLY);
  if (!input->is_open())
    return tl::unexpected(OpenError{"standard input: is not open for reading"});
  if (!output->is_open())
    return tl::unexpected(OpenError{"standard output: is not open for writing"});
  return make_async<StdioPort>(loop, std::move(input), std::move(output));
}

}  // namespace atmqtt::io
