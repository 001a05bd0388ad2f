#ifndef MODEM_H
#define MODEM_H

#include <stddef.h>

/* The driver under test: what would run on the microcontroller. It needs two functions of its
   platform, so that the same file is built for the board and for this machine. */
struct modem_port {
  int (*read)(void* context, char* octet, int milliseconds); /* 1, or 0 when the time is over */
  void (*write)(void* context, const char* octets, size_t size);
  void* context;
};

/* They return whether the module did what it was asked for. */
int modem_begin(const struct modem_port* port);
int modem_connect(const struct modem_port* port, const char* id, const char* server);
int modem_publish(const struct modem_port* port, const char* topic, const char* payload);
int modem_subscribe(const struct modem_port* port, const char* topic);

/* The next message, cut to `size` octets with the zero behind it. */
int modem_receive(const struct modem_port* port, char* payload, size_t size, int milliseconds);

#endif
