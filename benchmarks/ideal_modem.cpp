// A modem that could not be simpler: it knows what the host is going to say, answers it from
// constants, and publishes with libmosquitto.
//
//   ideal_modem pty|tcp BROKER_PORT QOS
//
// Prints the path of the terminal, or the port, when it is connected to the broker.

#include "line.hpp"
#include "publish_cycle.hpp"

#include <mosquitto.h>
#include <poll.h>

namespace {

bool is_connected = false;
bool is_published = false;

void check(int error) {
  if (error == MOSQ_ERR_SUCCESS) return;
  std::fprintf(stderr, "ideal_modem: %s\n", mosquitto_strerror(error));
  std::exit(1);
}

template <class Condition>
void run_until(mosquitto* client, const Condition& is_met) {
  while (!is_met()) {
    pollfd socket = {mosquitto_socket(client), POLLIN, 0};
    if (mosquitto_want_write(client)) check(mosquitto_loop_write(client, 1));
    line::require(::poll(&socket, 1, -1), "poll");
    check(mosquitto_loop_read(client, 1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int qos = std::atoi(argv[3]);
  mosquitto_lib_init();
  mosquitto* const client = mosquitto_new("ideal", true, nullptr);
  mosquitto_connect_callback_set(client,
                                 [](mosquitto*, void*, int code) { is_connected = code == 0; });
  mosquitto_publish_callback_set(client, [](mosquitto*, void*, int) { is_published = true; });
  check(mosquitto_connect(client, "127.0.0.1", std::atoi(argv[2]), 600));
  const int on = 1;
  check(mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, on));
  line::send_at_once(mosquitto_socket(client));
  run_until(client, [] { return is_connected; });

  const int fd = line::serve(argv[1]);
  for (;;) {
    for (const auto& step : publish_cycle::entry_steps) {
      line::read_all(fd, step.said.size());
      line::write_all(fd, step.answer);
    }
    line::read_all(fd, publish_cycle::publish_commands[qos].size());
    is_published = false;
    check(mosquitto_publish(client, nullptr, publish_cycle::topic.data(),
                            static_cast<int>(publish_cycle::payload.size()),
                            publish_cycle::payload.data(), qos, false));
    line::write_all(fd, publish_cycle::ok);
    run_until(client, [] { return is_published; });
    line::write_all(fd, publish_cycle::result);
  }
}
