// Many clients of libmosquitto in one process and one epoll loop: what a user would write who needs
// many MQTT clients and has no modem.
//
//   libmosquitto_clients HOST PORT COUNT KEEP_ALIVE_S WINDOW [CAFILE]
//
// Prints `ready`. Each line on standard input is a step: the first makes the clients and prints
// `made`, the second connects all of them, at most WINDOW at a time, and prints `connected`; the
// end of the input ends the process. With CAFILE the clients speak TLS and check the server's chain
// and name against it.

#include <fmt/format.h>
#include <mosquitto.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

namespace {

struct FreeMosquitto {
  void operator()(mosquitto* client) const { mosquitto_destroy(client); }
};

struct Arguments {
  std::string host;
  int port = 0;
  int count = 0;
  int keep_alive_s = 0;
  int window = 0;
  std::string ca_file;
};

[[noreturn]] void give_up(const std::string& what, int error) {
  fmt::print(stderr, "libmosquitto_clients: {}: {}\n", what, mosquitto_strerror(error));
  std::exit(1);
}

void check(const std::string& what, int error) {
  if (error != MOSQ_ERR_SUCCESS) give_up(what, error);
}

void say(const char* what) {
  std::puts(what);
  std::fflush(stdout);
}

class Clients {
 public:
  explicit Clients(const Arguments& arguments) : arguments_(arguments), epoll_(epoll_create1(0)) {
    epoll_event input{};
    input.events = EPOLLIN;
    input.data.u32 = input_mark;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  }

  void run() {
    say("ready");
    while (!is_ended_) {
      std::vector<epoll_event> events(256);
      const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 1000);
      for (int i = 0; i < count; ++i) handle(events[static_cast<std::size_t>(i)]);
      // Also while there is so much to do that the wait never ends by its time limit.
      if (const std::time_t now = std::time(nullptr); now != last_keep_alive_) {
        last_keep_alive_ = now;
        keep_alive();
      }
    }
  }

 private:
  static constexpr std::uint32_t input_mark = UINT32_MAX;

  struct Client {
    Clients* owner{};
    std::unique_ptr<mosquitto, FreeMosquitto> handle{};
    bool wants_write = false;
  };

  void add_client(int number) {
    auto client = std::make_unique<Client>();
    client->owner = this;
    client->handle.reset(
        mosquitto_new(fmt::format("peer-{}-{}", getpid(), number).c_str(), true, client.get()));
    if (!arguments_.ca_file.empty()) {
      check("CA file", mosquitto_tls_set(client->handle.get(), arguments_.ca_file.c_str(), nullptr,
                                         nullptr, nullptr, nullptr));
    }
    mosquitto_connect_callback_set(client->handle.get(), [](mosquitto*, void* self, int code) {
      if (code != 0) give_up("CONNACK", MOSQ_ERR_CONN_REFUSED);
      static_cast<Client*>(self)->owner->on_connected();
    });
    clients_.push_back(std::move(client));
  }

  void connect_next() {
    if (next_ == clients_.size()) return;
    const auto number = static_cast<std::uint32_t>(next_++);
    Client& client = *clients_[number];
    check("connect", mosquitto_connect(client.handle.get(), arguments_.host.c_str(),
                                       arguments_.port, arguments_.keep_alive_s));
    watch(number, EPOLL_CTL_ADD);
  }

  void watch(std::uint32_t number, int operation) {
    Client& client = *clients_[number];
    client.wants_write = mosquitto_want_write(client.handle.get());
    epoll_event event{};
    event.events = EPOLLIN | (client.wants_write ? EPOLLOUT : 0U);
    event.data.u32 = number;
    epoll_ctl(epoll_, operation, mosquitto_socket(client.handle.get()), &event);
  }

  void on_connected() {
    ++connected_count_;
    if (connected_count_ == clients_.size()) say("connected");
    is_place_free_ = true;
  }

  void handle(const epoll_event& event) {
    if (event.data.u32 == input_mark) return read_input();
    Client& client = *clients_[event.data.u32];
    if ((event.events & EPOLLIN) != 0) {
      check("read", mosquitto_loop_read(client.handle.get(), 1));
    }
    if (mosquitto_want_write(client.handle.get())) {
      check("write", mosquitto_loop_write(client.handle.get(), 1));
    }
    if (mosquitto_want_write(client.handle.get()) != client.wants_write) {
      watch(event.data.u32, EPOLL_CTL_MOD);
    }
    if (is_place_free_) {
      is_place_free_ = false;
      connect_next();
    }
  }

  void read_input() {
    char buffer[64];
    if (read(STDIN_FILENO, buffer, sizeof buffer) <= 0) {
      is_ended_ = true;
      return;
    }
    if (clients_.empty()) {
      for (int i = 0; i < arguments_.count; ++i) add_client(i);
      say("made");
    } else {
      for (int i = 0; i < arguments_.window; ++i) connect_next();
    }
  }

  void keep_alive() {
    for (const auto& client : clients_) {
      if (mosquitto_socket(client->handle.get()) < 0) continue;
      check("keep alive", mosquitto_loop_misc(client->handle.get()));
    }
  }

  const Arguments& arguments_;
  int epoll_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::size_t next_ = 0;
  std::size_t connected_count_ = 0;
  std::time_t last_keep_alive_ = std::time(nullptr);
  bool is_place_free_ = false;
  bool is_ended_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6 && argc != 7) {
    fmt::print(stderr,
               "usage: libmosquitto_clients HOST PORT COUNT KEEP_ALIVE_S WINDOW [CAFILE]\n");
    return 2;
  }
  const Arguments arguments{argv[1],
                            std::atoi(argv[2]),
                            std::atoi(argv[3]),
                            std::atoi(argv[4]),
                            std::atoi(argv[5]),
                            argc == 7 ? argv[6] : ""};
  mosquitto_lib_init();
  Clients(arguments).run();
  mosquitto_lib_cleanup();
  return 0;
}
