/* A driver that trusts nothing: it compares whole answers, blank lines and all, and when one octet
   differs it resets the module and begins again.

   Patterns: # stands for digits, * for anything within a line. */

#define _POSIX_C_SOURCE 200809L

#include "options.h"
#include "port.h"

#include <ctype.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { BUFFER_SIZE = 16384, TEXT_SIZE = 1024, ATTEMPTS = 3 };

#define OK "\r\nOK\r\n"
#define PROMPT "\r\n>"

/* What a module takes at most. */
static const long ANSWER_MS = 5000;
static const long NETWORK_MS = 30000;

static struct options options;
static int line_fd;
static char input[BUFFER_SIZE];
static size_t input_size;
static int write_count;
static char topic[TEXT_SIZE];

static int send_octets(const char* octets, size_t size) {
  const int failed = port_write(line_fd, octets, size);
  if (++write_count == options.die_after) raise(SIGKILL);
  return failed;
}

/* What a pattern and the octets so far have in common. */
enum match { DIFFERS, CONTINUES, MATCHES };

/* Sets how many octets the pattern has used when it matches. */
static enum match compare(const char* pattern, const char* octets, size_t size, size_t* used) {
  size_t at = 0;
  for (; *pattern != '\0'; ++pattern, ++at) {
    if (*pattern == '#' || *pattern == '*') {
      const int is_number = *pattern++ == '#';
      if (at < size && is_number && !isdigit((unsigned char)octets[at])) return DIFFERS;
      while (at < size && octets[at] != *pattern &&
             (is_number ? isdigit((unsigned char)octets[at]) != 0 : octets[at] != '\r')) {
        ++at;
      }
    }
    if (at == size) return CONTINUES;
    if (*pattern != octets[at]) return DIFFERS;
  }
  *used = at;
  return MATCHES;
}

static void print_octets(const char* octets, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    const unsigned char octet = (unsigned char)octets[i];
    if (octet == '\r')
      printf("\\r");
    else if (octet == '\n')
      printf("\\n");
    else if (isprint(octet))
      putchar(octet);
    else
      printf("\\x%02x", octet);
  }
}

/* Expects one of the patterns, which end with a null pointer. Returns which, or -1. */
static int expect_any(long milliseconds, const char* const patterns[]) {
  const long end = port_milliseconds() + milliseconds * options.patience;
  for (;;) {
    int is_open = 0;
    for (int i = 0; patterns[i] != NULL; ++i) {
      size_t used = 0;
      const enum match match = compare(patterns[i], input, input_size, &used);
      if (match == CONTINUES) is_open = 1;
      if (match != MATCHES) continue;
      input_size -= used;
      memmove(input, input + used, input_size);
      return i;
    }
    const long left = end - port_milliseconds();
    const long count = is_open && left > 0
                           ? port_read(line_fd, input + input_size, BUFFER_SIZE - input_size, left)
                           : -1;
    if (count >= 0) {
      input_size += (size_t)count;
      continue;
    }
    printf("  expected ");
    print_octets(patterns[0], strlen(patterns[0]));
    printf("\n  got      ");
    print_octets(input, input_size);
    printf("%s\n", is_open ? " and no more" : "");
    return -1;
  }
}

#define EXPECT(milliseconds, ...) expect_any(milliseconds, (const char* const[]){__VA_ARGS__, NULL})

/* Sends a command and expects one of the answers. Returns whether one came. */
#define ASK(command, milliseconds, ...) \
  (tell(command),                       \
   send_octets(command "\r", strlen(command) + 1) == 0 && EXPECT(milliseconds, __VA_ARGS__) >= 0)

static void tell(const char* what) {
  printf("%s\n", what);
  fflush(stdout);
}

/* A text in one of a few buffers, so that some can be used in one call. */
static const char* text(const char* form, ...) {
  static char buffers[16][TEXT_SIZE];
  static int next;
  char* buffer = buffers[next++ % 16];
  va_list values;
  va_start(values, form);
  vsnprintf(buffer, TEXT_SIZE, form, values);
  va_end(values);
  return buffer;
}

static int ask_text(const char* command, long milliseconds, const char* answer,
                    const char* other_answer) {
  tell(command);
  const char* line = text("%s\r", command);
  return send_octets(line, strlen(line)) == 0 &&
         expect_any(milliseconds, (const char* const[]){answer, other_answer, NULL}) >= 0;
}

/* A command with a prompt, and its octets. */
static int enter(const char* command, const char* octets, size_t size, const char* answer) {
  return ask_text(command, ANSWER_MS, PROMPT, NULL) && send_octets(octets, size) == 0 &&
         EXPECT(NETWORK_MS, answer) >= 0;
}

/* Reads and forgets until the line has been silent for so long. */
static void drain(long silence_ms) {
  while (port_read(line_fd, input, BUFFER_SIZE, silence_ms) > 0) continue;
  input_size = 0;
}

/* Sends AT until it is answered. A module that starts does not listen, and one that waits for data,
   because a former run was cut off, needs as many octets as it waits for: CR is the one that does
   no harm once it has them. */
static int synchronize(void) {
  static char returns[256];
  memset(returns, '\r', sizeof returns);
  tell("AT until it is answered");
  for (int attempt = 0; attempt < 100; ++attempt) {
    drain(50);
    if (send_octets("AT\r", 3) != 0) return 0;
    const long end = port_milliseconds() + 300;
    while (port_milliseconds() < end && input_size < 11) {
      const long count = port_read(line_fd, input + input_size, BUFFER_SIZE - input_size,
                                   end - port_milliseconds());
      if (count < 0) return 0;
      input_size += (size_t)count;
      const int is_echoed = input_size == 9 && memcmp(input, "AT\r" OK, 9) == 0;
      const int is_plain = input_size == 6 && memcmp(input, OK, 6) == 0;
      if (!is_echoed && !is_plain) continue;
      input_size = 0;
      return 1;
    }
    if (attempt > 1 && send_octets(returns, sizeof returns) != 0) return 0;
  }
  return 0;
}

static int reset_module(const char* command) {
  if (!synchronize()) return 0;
  tell(command);
  const char* line = text("%s\r", command);
  return send_octets(line, strlen(line)) == 0 && synchronize();
}

static int ask_for_network(void) {
  return ASK("ATE1", ANSWER_MS, "ATE1\r" OK, OK) && ASK("ATE0", ANSWER_MS, "ATE0\r" OK) &&
         ASK("AT+CPIN?", ANSWER_MS, "\r\n+CPIN: READY\r\n" OK) &&
         ASK("AT+CSQ", ANSWER_MS, "\r\n+CSQ: #,#\r\n" OK) &&
         ASK("AT+CICCID", ANSWER_MS, "\r\n+ICCID: #\r\n" OK) &&
         ASK("AT+CREG?", ANSWER_MS, "\r\n+CREG: 0,1\r\n" OK, "\r\n+CREG: 0,5\r\n" OK) &&
         ASK("AT+CGREG?", ANSWER_MS, "\r\n+CGREG: 0,1\r\n" OK, "\r\n+CGREG: 0,5\r\n" OK) &&
         ASK("AT+CGDCONT=1,\"IP\",\"internet\"", ANSWER_MS, OK) &&
         ASK("AT+CGACT=1,1", NETWORK_MS, OK) &&
         ASK("AT+CGPADDR=1", ANSWER_MS, "\r\n+CGPADDR: 1,*\r\n" OK) &&
         ASK("AT+CCLK?", ANSWER_MS, "\r\n+CCLK: \"*\"\r\n" OK);
}

static int enter_certificate(void) {
  static char octets[10240];
  FILE* file = fopen(options.certificate, "rb");
  const size_t size = file == NULL ? 0 : fread(octets, 1, sizeof octets, file);
  if (file != NULL) fclose(file);
  return size > 0 && enter(text("AT+CCERTDOWN=\"host-ca.pem\",%zu", size), octets, size, OK) &&
         ASK("AT+CSSLCFG=\"sslversion\",0,4", ANSWER_MS, OK) &&
         ASK("AT+CSSLCFG=\"authmode\",0,1", ANSWER_MS, OK) &&
         ASK("AT+CSSLCFG=\"cacert\",0,\"host-ca.pem\"", ANSWER_MS, OK) &&
         ASK("AT+CSSLCFG=\"enableSNI\",0,1", ANSWER_MS, OK);
}

static int start_service(void) {
  /* SIM7600 tells the result first when it has a data connection already. */
  return ASK("AT+CMQTTSTART", NETWORK_MS, OK "\r\n+CMQTTSTART: 0\r\n",
             "\r\n+CMQTTSTART: 0\r\n" OK) &&
         ask_text(text("AT+CMQTTACCQ=0,\"%s\",%d", options.id, options.certificate != NULL),
                  ANSWER_MS, OK, NULL) &&
         (options.certificate == NULL || ASK("AT+CMQTTSSLCFG=0,0", ANSWER_MS, OK));
}

static int connect_to_server(void) {
  return ask_text(text("AT+CMQTTCONNECT=0,\"%s\",60,1", options.server), NETWORK_MS,
                  OK "\r\n+CMQTTCONNECT: 0,0\r\n", NULL);
}

static int subscribe(void) {
  return enter(text("AT+CMQTTSUB=0,%zu,2", strlen(topic)), topic, strlen(topic),
               OK "\r\n+CMQTTSUB: 0,0\r\n");
}

/* Publishes a message and gets it back. Some modules write it between OK and the result. */
static int publish(int qos) {
  const char* payload = text("strict message of QoS %d", qos);
  const char* group = text(
      "\r\n+CMQTTRXSTART: 0,%zu,%zu\r\n+CMQTTRXTOPIC: 0,%zu\r\n%s\r\n"
      "+CMQTTRXPAYLOAD: 0,%zu\r\n%s\r\n+CMQTTRXEND: 0\r\n",
      strlen(topic), strlen(payload), strlen(topic), topic, strlen(payload), payload);
  const char* result = "\r\n+CMQTTPUB: 0,0\r\n";
  return enter(text("AT+CMQTTTOPIC=0,%zu", strlen(topic)), topic, strlen(topic), OK) &&
         enter(text("AT+CMQTTPAYLOAD=0,%zu", strlen(payload)), payload, strlen(payload), OK) &&
         ask_text(text("AT+CMQTTPUB=0,%d,60", qos), NETWORK_MS, text(OK "%s%s", result, group),
                  text(OK "%s%s", group, result));
}

static int lose_link_and_recover(void) {
  tell("waiting for the link to be lost");
  if (EXPECT(NETWORK_MS, "\r\n+CMQTTCONNLOST: 0,#\r\n") < 0) return 0;
  const char* command = text("AT+CMQTTCONNECT=0,\"%s\",60,1\r", options.server);
  int answer = 1;
  /* The server may not be back yet. */
  for (int attempt = 0; answer > 0 && attempt < 100; ++attempt) {
    tell("connecting again");
    drain(100);
    if (send_octets(command, strlen(command)) != 0) return 0;
    answer = EXPECT(NETWORK_MS, OK "\r\n+CMQTTCONNECT: 0,0\r\n", OK "\r\n+CMQTTCONNECT: 0,#\r\n",
                    "\r\n+CMQTTCONNECT: 0,#\r\n\r\nERROR\r\n");
  }
  return answer == 0 && subscribe() && publish(1);
}

static int end_service(void) {
  return ASK("AT+CMQTTDISC=0,60", NETWORK_MS, OK "\r\n+CMQTTDISC: 0,0\r\n",
             "\r\n+CMQTTDISC: 0,0\r\n" OK) &&
         ASK("AT+CMQTTREL=0", ANSWER_MS, OK) &&
         ASK("AT+CMQTTSTOP", NETWORK_MS, OK "\r\n+CMQTTSTOP: 0\r\n", "\r\n+CMQTTSTOP: 0\r\n" OK);
}

static int run_session(void) {
  input_size = 0;
  return synchronize() && ask_for_network() &&
         (options.certificate == NULL || enter_certificate()) && start_service() &&
         connect_to_server() && subscribe() && publish(0) && publish(1) && publish(2) &&
         (!options.loses_link || lose_link_and_recover()) && end_service();
}

int main(int count, char** words) {
  if (options_read(&options, count, words) != 0) return 2;
  snprintf(topic, sizeof topic, "hosts/%s", options.id);
  line_fd = port_open(options.port);
  if (line_fd < 0) {
    perror(options.port);
    return 1;
  }
  if (options.reset != NULL && !reset_module(options.reset)) return 1;
  for (int attempt = 0; attempt < ATTEMPTS; ++attempt) {
    if (attempt > 0 && !reset_module("AT+CRESET")) break;
    if (run_session()) {
      printf("done after %d writes, %d resets\n", write_count, attempt);
      return 0;
    }
  }
  printf("failed\n");
  return 1;
}
