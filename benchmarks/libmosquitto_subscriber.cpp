// A subscriber of libmosquitto that counts what it receives.
//
//   libmosquitto_subscriber PORT COUNT QOS
//
// Prints the nanoseconds from the first to the last message, and those of CPU time meanwhile.

#include "line.hpp"

#include <mosquitto.h>

#include <chrono>
#include <ctime>

namespace {

using Clock = std::chrono::steady_clock;

int left = 0;
int qos = 0;
Clock::time_point start;
timespec cpu_start;

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

void on_connected(mosquitto* client, void*, int) { mosquitto_subscribe(client, nullptr, "s", qos); }

void on_message(mosquitto* client, void*, const mosquitto_message*) {
  if (start == Clock::time_point()) {
    start = Clock::now();
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_start);
  }
  if (--left > 0) return;
  timespec cpu_end;
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_end);
  line::say(std::to_string(std::chrono::nanoseconds(Clock::now() - start).count()) + " " +
            std::to_string(nanoseconds(cpu_end) - nanoseconds(cpu_start)));
  mosquitto_disconnect(client);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  left = std::atoi(argv[2]);
  qos = std::atoi(argv[3]);
  mosquitto_lib_init();
  mosquitto* const client = mosquitto_new("subscriber", true, nullptr);
  mosquitto_connect_callback_set(client, on_connected);
  mosquitto_message_callback_set(client, on_message);
  if (mosquitto_connect(client, "127.0.0.1", std::atoi(argv[1]), 600) != MOSQ_ERR_SUCCESS) return 1;
  line::send_at_once(mosquitto_socket(client));
  mosquitto_loop_forever(client, -1, 1);
  return left == 0 ? 0 : 1;
}
