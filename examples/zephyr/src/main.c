/* Publishes one message through the modem at the chosen UART. */

#include <posix_board_if.h>
#include <string.h>
#include <zephyr/device.h>
#include <zephyr/drivers/uart.h>
#include <zephyr/kernel.h>
#include <zephyr/sys/printk.h>

static const struct device* const modem = DEVICE_DT_GET(DT_CHOSEN(modem_uart));

static void send(const char* octets) {
  while (*octets != '\0') uart_poll_out(modem, *octets++);
}

/* Reads through the word. Looks every millisecond, as the driver of a native UART knows no
   interrupt that one could wait for. */
static int wait_for(const char* word) {
  const char* next = word;
  const int64_t end = k_uptime_get() + 10000;
  while (*next != '\0') {
    unsigned char octet;
    if (uart_poll_in(modem, &octet) == 0) {
      next = octet == *next ? next + 1 : word + (octet == *word);
    } else if (k_uptime_get() > end) {
      printk("no %s\n", word);
      return 0;
    } else {
      k_sleep(K_MSEC(1));
    }
  }
  return 1;
}

static int ask(const char* command, const char* word) {
  send(command);
  send("\r");
  return wait_for(word);
}

static int enter(const char* command, const char* octets) {
  if (!ask(command, ">")) return 0;
  send(octets);
  return wait_for("OK");
}

int main(void) {
  const int is_published =
      device_is_ready(modem) && ask("ATE0", "OK") && ask("AT+CMQTTSTART", "+CMQTTSTART: 0") &&
      ask("AT+CMQTTACCQ=0,\"zephyr\"", "OK") &&
      ask("AT+CMQTTCONNECT=0,\"tcp://broker.example\",60,1", "+CMQTTCONNECT: 0,0") &&
      enter("AT+CMQTTTOPIC=0,5", "hello") && enter("AT+CMQTTPAYLOAD=0,6", "zephyr") &&
      ask("AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,0");
  printk("%s\n", is_published ? "published" : "failed");
  posix_exit(is_published ? 0 : 1);
}
