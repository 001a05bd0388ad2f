/* A test of the driver against a modem at HOST:PORT, the value of ATMQTT_PORT. */

#define _POSIX_C_SOURCE 200809L

#include "modem.h"

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      fprintf(stderr, "line %d: not so: %s\n", __LINE__, #condition); \
      exit(1);                                                        \
    }                                                                 \
  } while (0)

static int read_octet(void* context, char* octet, int milliseconds) {
  struct pollfd line = {.fd = *(int*)context, .events = POLLIN};
  return poll(&line, 1, milliseconds) == 1 && read(line.fd, octet, 1) == 1;
}

static void write_octets(void* context, const char* octets, size_t size) {
  CHECK(write(*(int*)context, octets, size) == (ssize_t)size);
}

static int connect_to(const char* place) {
  char host[64];
  const char* colon = strrchr(place, ':');
  snprintf(host, sizeof host, "%.*s", (int)(colon - place), place);
  struct addrinfo* found = NULL;
  CHECK(getaddrinfo(host, colon + 1, &(struct addrinfo){.ai_socktype = SOCK_STREAM}, &found) == 0);
  const int line = socket(found->ai_family, SOCK_STREAM, 0);
  CHECK(connect(line, found->ai_addr, found->ai_addrlen) == 0);
  freeaddrinfo(found);
  return line;
}

int main(void) {
  const char* place = getenv("ATMQTT_PORT");
  CHECK(place != NULL);
  int line = connect_to(place);
  const struct modem_port port = {read_octet, write_octets, &line};
  char payload[32];

  CHECK(modem_begin(&port));
  CHECK(modem_connect(&port, "c-ctest", "broker.example"));
  CHECK(modem_subscribe(&port, "greetings"));
  CHECK(modem_publish(&port, "greetings", "good morning"));
  CHECK(modem_receive(&port, payload, sizeof payload, 5000));
  CHECK(strcmp(payload, "good morning") == 0);

  /* A payload that looks like an answer must not confuse the driver. */
  CHECK(modem_publish(&port, "greetings", "\r\nERROR\r\n"));
  CHECK(modem_receive(&port, payload, sizeof payload, 5000));
  CHECK(strcmp(payload, "\r\nERROR\r\n") == 0);
  CHECK(!modem_receive(&port, payload, sizeof payload, 100));
  puts("the driver works");
  return 0;
}
