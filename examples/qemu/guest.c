/* Firmware of a Cortex-M3 (Stellaris LM3S6965, as QEMU has it) with a modem at UART0. It prints
   what it does, and ends QEMU with its exit status, by semihosting: requests to the debugger, which
   QEMU answers. */

#include <stddef.h>
#include <stdint.h>

/* UART0 is a PL011, see its Technical Reference Manual, section 3.2. */
#define UART_DATA (*(volatile uint32_t*)0x4000C000)
#define UART_FLAGS (*(volatile uint32_t*)0x4000C018)
#define UART_CONTROL (*(volatile uint32_t*)0x4000C030)
#define UART_LINE_CONTROL (*(volatile uint32_t*)0x4000C02C)
enum { RECEIVE_EMPTY = 1 << 4, TRANSMIT_FULL = 1 << 5 };
enum { UART_ENABLE = 1 << 0, TRANSMIT_ENABLE = 1 << 8, RECEIVE_ENABLE = 1 << 9 };
enum { EIGHT_BITS = 3 << 5, FIFO_ENABLE = 1 << 4 };

/* Semihosting for AArch32: 7 and 8 of its requests. */
enum { SYS_WRITE0 = 0x04, SYS_EXIT_EXTENDED = 0x20 };
enum { APPLICATION_EXIT = 0x20026 };

static int semihosting(int request, const void* argument) {
  register int r0 __asm__("r0") = request;
  register const void* r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void end(int status) {
  const uint32_t block[] = {APPLICATION_EXIT, (uint32_t)status};
  semihosting(SYS_EXIT_EXTENDED, block);
  for (;;) continue;
}

static void uart_write(char octet) {
  while (UART_FLAGS & TRANSMIT_FULL) continue;
  UART_DATA = (uint8_t)octet;
}

static char uart_read(void) {
  while (UART_FLAGS & RECEIVE_EMPTY) continue;
  return (char)UART_DATA;
}

static void print(const char* text) { semihosting(SYS_WRITE0, text); }

/* Reads through `wanted`. A module that never says it is a matter for the watchdog: here, for the
   time limit of the test. */
static void wait_for(const char* wanted) {
  const char* next = wanted;
  while (*next != '\0') {
    const char octet = uart_read();
    next = octet == *next ? next + 1 : wanted + (octet == *wanted);
  }
}

static void ask(const char* command, const char* wanted) {
  print(command);
  print("\n");
  while (*command != '\0') uart_write(*command++);
  uart_write('\r');
  wait_for(wanted);
}

static void enter(const char* command, const char* octets) {
  ask(command, ">");
  while (*octets != '\0') uart_write(*octets++);
  wait_for("OK");
}

static void run(void) {
  UART_LINE_CONTROL = EIGHT_BITS | FIFO_ENABLE;
  UART_CONTROL = UART_ENABLE | TRANSMIT_ENABLE | RECEIVE_ENABLE;
  ask("ATE0", "OK");
  ask("AT+CMQTTSTART", "+CMQTTSTART: 0");
  ask("AT+CMQTTACCQ=0,\"cortex-m3\"", "OK");
  ask("AT+CMQTTCONNECT=0,\"tcp://broker.example\",60,1", "+CMQTTCONNECT: 0,0");
  ask("AT+CMQTTSUB=0,4,1", ">");
  for (const char* octet = "bare"; *octet != '\0'; ++octet) uart_write(*octet);
  wait_for("+CMQTTSUB: 0,0");
  enter("AT+CMQTTTOPIC=0,4", "bare");
  enter("AT+CMQTTPAYLOAD=0,5", "metal");
  ask("AT+CMQTTPUB=0,1,60", "+CMQTTPUB: 0,0");
  wait_for("+CMQTTRXPAYLOAD: 0,5\r\nmetal");
  print("received\n");
  end(0);
}

extern uint32_t stack_top;

static void fault(void) {
  print("fault\n");
  end(1);
}

/* What the processor begins with: the stack, then reset and its exceptions. */
__attribute__((section(".vectors"), used)) static const void* const vectors[] = {
    &stack_top, (const void*)run, (const void*)fault, (const void*)fault};
