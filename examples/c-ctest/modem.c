#include "modem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 128, ANSWER_MS = 2000, NETWORK_MS = 10000 };

/* Reads a line that is not empty, without its end; a prompt is a line, too. */
static int read_line(const struct modem_port* port, char line[LINE_SIZE], int milliseconds) {
  size_t size = 0;
  char octet;
  while (port->read(port->context, &octet, milliseconds)) {
    if (octet == '\r') continue;
    if (octet == '\n' && size == 0) continue;
    if (octet != '\n' && size < LINE_SIZE - 1) line[size++] = octet;
    line[size] = '\0';
    if (octet == '\n' || strcmp(line, ">") == 0) return 1;
  }
  return 0;
}

static int wait_for(const struct modem_port* port, const char* wanted, int milliseconds) {
  char line[LINE_SIZE];
  while (read_line(port, line, milliseconds)) {
    if (strcmp(line, wanted) == 0) return 1;
    if (strcmp(line, "ERROR") == 0) return 0;
  }
  return 0;
}

static int ask(const struct modem_port* port, const char* command, const char* wanted) {
  port->write(port->context, command, strlen(command));
  port->write(port->context, "\r", 1);
  return wait_for(port, wanted, NETWORK_MS);
}

static int enter(const struct modem_port* port, const char* form, const char* text,
                 const char* wanted) {
  char command[LINE_SIZE];
  snprintf(command, sizeof command, form, strlen(text));
  if (!ask(port, command, ">")) return 0;
  port->write(port->context, text, strlen(text));
  return wait_for(port, wanted, NETWORK_MS);
}

int modem_begin(const struct modem_port* port) {
  return ask(port, "ATE0", "OK") && ask(port, "AT+CMQTTSTART", "+CMQTTSTART: 0");
}

int modem_connect(const struct modem_port* port, const char* id, const char* server) {
  char command[LINE_SIZE];
  snprintf(command, sizeof command, "AT+CMQTTACCQ=0,\"%s\"", id);
  if (!ask(port, command, "OK")) return 0;
  snprintf(command, sizeof command, "AT+CMQTTCONNECT=0,\"tcp://%s\",60,1", server);
  return ask(port, command, "+CMQTTCONNECT: 0,0");
}

int modem_publish(const struct modem_port* port, const char* topic, const char* payload) {
  return enter(port, "AT+CMQTTTOPIC=0,%zu", topic, "OK") &&
         enter(port, "AT+CMQTTPAYLOAD=0,%zu", payload, "OK") &&
         ask(port, "AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,0");
}

int modem_subscribe(const struct modem_port* port, const char* topic) {
  return enter(port, "AT+CMQTTSUB=0,%zu,1", topic, "+CMQTTSUB: 0,0");
}

int modem_receive(const struct modem_port* port, char* payload, size_t size, int milliseconds) {
  static const char start[] = "+CMQTTRXPAYLOAD: 0,";
  char line[LINE_SIZE];
  do {
    if (!read_line(port, line, milliseconds)) return 0;
  } while (strncmp(line, start, sizeof start - 1) != 0);
  size_t at = 0;
  for (long left = atol(line + sizeof start - 1); left > 0; --left) {
    char octet;
    if (!port->read(port->context, &octet, ANSWER_MS)) return 0;
    if (at < size - 1) payload[at++] = octet;
  }
  payload[at] = '\0';
  return wait_for(port, "+CMQTTRXEND: 0", ANSWER_MS);
}
