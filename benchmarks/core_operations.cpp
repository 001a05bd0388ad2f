// Does each operation of a modem without I/O a hundred times, so that callgrind can count its
// instructions: it writes one file of counts for each, under the operation's name. Made and read by
// instructions.py.

#include "support/driven_modem.hpp"

#include <valgrind/callgrind.h>

namespace {

using atmqtt::support::DrivenModem;

constexpr int warm_up_count = 10;
constexpr int count = 100;

void do_nothing() {}

/// Between what goes before and after it, which is not counted.
template <class Before, class Operation, class After>
void measure(const char* name, const Before& before, const Operation& operation,
             const After& after) {
  for (int i = 0; i < warm_up_count + count; ++i) {
    before();
    if (i >= warm_up_count) CALLGRIND_TOGGLE_COLLECT;
    operation();
    if (i >= warm_up_count) CALLGRIND_TOGGLE_COLLECT;
    after();
  }
  CALLGRIND_DUMP_STATS_AT(name);
}

template <class Operation>
void measure(const char* name, const Operation& operation) {
  measure(name, do_nothing, operation, do_nothing);
}

}  // namespace

int main() {
  DrivenModem modem;
  measure("AT", [&] { modem.ask(); });
  measure(
      "CONNECT", [&] { modem.close(); }, [&] { modem.open(); }, [&] { modem.confirm(); });
  measure("publish cycle, qos 0", [&] { modem.publish(0); });
  measure("publish cycle, qos 1", [&] { modem.publish(1); });
  measure("publish cycle, qos 2", [&] { modem.publish(2); });
  const std::string short_message = DrivenModem::message(1, 100);
  measure(
      "RX group, 100 octets", [&] { modem.rest(); }, [&] { modem.receive(short_message); },
      do_nothing);
  const std::string long_message = DrivenModem::message(1, 10'240);
  measure("RX group, 10240 octets", [&] { modem.receive(long_message); });
  measure("keep alive", [&] { modem.keep_alive(); });
}
