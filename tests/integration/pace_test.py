"""--pace: ports as slow as a UART. A time is never shorter than that of the octets on the line, but
for the granularity of a millisecond; how much longer depends on the machine, so only a generous limit
is checked there."""

import os
import time

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.commands import acquire, connect, enter, start, subscribe
from support.host import OK, Host, line, rx_group
from support.modem import Modem

# The port, and how a host opens what the ready line says of it.
PORTS = [
    ("pty", lambda case: [f"--pty={case.new_path('modem')}"],
     lambda ready: Host.on_device(ready.split(" ")[2])),
    ("tcp", lambda case: ["--tcp", "0"], lambda ready: Host.on_tcp(ready.split(" ")[1])),
    ("unix", lambda case: ["--unix", case.new_path("socket")],
     lambda ready: Host.on_unix(ready.split(" ")[1])),
]

GRANULARITY_S = 0.001
LATENESS = 1.5
SLACK_S = 1.0


def seconds_of(count, baud):
    return count * 10 / baud


class Pace(IntegrationTest):
    def start(self, baud, port=PORTS[1], *options):
        _, make_options, open_host = port
        modem = Modem(self, *make_options(self), "--set", "echo=off", "--pace", str(baud), *options)
        self.host = self.opened(open_host(modem.ready()))
        return modem

    def check_time(self, seconds, count, baud):
        nominal = seconds_of(count, baud)
        self.assertGreaterEqual(seconds, nominal - 2 * GRANULARITY_S)
        self.assertLessEqual(seconds, nominal * LATENESS + SLACK_S)

    def check_answer(self, baud, repetitions):
        """Command and answer do not overlap without echo, so that each octet has its time."""
        command, answer = b"AT\r", OK
        begin = time.monotonic()
        for _ in range(repetitions):
            self.host.ask(command, answer)
        self.check_time(time.monotonic() - begin, repetitions * (len(command) + len(answer)), baud)

    def test_a_config_file_gives_each_modem_its_own(self):
        slow, fast = self.new_path("slow"), self.new_path("fast")
        path = self.new_path("modem.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write(f'pace = 600\n[set]\necho = false\n[[modem]]\nunix = "{slow}"\n'
                       f'[[modem]]\nunix = "{fast}"\npace = 9600\n')
        modem = Modem(self, "--config", path)
        for place, baud, repetitions in ((slow, 600, 3), (fast, 9600, 30)):
            modem.ready()
            self.host = self.opened(Host.on_unix(place))
            self.check_answer(baud, repetitions)

    def test_a_modem_per_connection_has_it(self):
        self.start(1200, PORTS[1], "--modem-per-connection")
        self.check_answer(1200, 5)

    def test_a_message_passes_in_both_directions_whole_and_at_its_speed(self):
        broker = Mosquitto(self)
        baud = 57600
        self.start(baud)
        start(self.host)
        acquire(self.host)
        connect(self.host, broker.url)
        subscribe(self.host, b"loop", 1)
        payload = bytes(i * 7 % 256 for i in range(10240))
        begin = time.monotonic()
        enter(self.host, "AT+CMQTTTOPIC=0,4", b"loop")
        enter(self.host, f"AT+CMQTTPAYLOAD=0,{len(payload)}", payload)
        self.check_time(time.monotonic() - begin, len(payload), baud)
        begin = time.monotonic()
        self.host.ask(b"AT+CMQTTPUB=0,1,60\r", OK + line("+CMQTTPUB: 0,0"))
        group = rx_group(0, b"loop", payload)
        self.host.expect(group)
        self.check_time(time.monotonic() - begin, len(group), baud)
        self.host.expect_nothing_more()

    def test_what_a_host_has_sent_before_it_closed_arrives(self):
        link = self.new_path("modem")
        modem = Modem(self, f"--pty={link}", "--pace", "1200", "--trace", "-", has_trace=False)
        modem.ready()
        host = Host.on_device(link)
        host.type(b"ATE0\r" + b"AT\r" * 20 + b"ATS7=42\r")
        host.close()
        modem.errors.wait_for("> ATS7=42")
        self.opened(Host.on_device(link)).ask(b"ATS7?\r", line("042") + OK)

    def test_an_idle_port_costs_no_time(self):
        modem = self.start(4_000_000)
        self.host.ask(b"AT\r", OK)
        before = self.busy_ticks(modem)
        self.assertFalse(self.host.comes_within(1.0))
        self.assertLessEqual(self.busy_ticks(modem) - before, 1)

    @staticmethod
    def busy_ticks(modem):
        with open(f"/proc/{modem.process_id}/stat", encoding="ascii") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])


for PORT in PORTS:
    @make_test(Pace, f"a {PORT[0]} port is as slow as a UART")
    def as_slow(self, port=PORT):
        self.start(300, port)
        self.check_answer(300, 2)
        self.host.expect_nothing_more()

for BAUD, REPETITIONS in ((1200, 10), (9600, 50), (115_200, 100)):
    @make_test(Pace, f"{BAUD} baud take their time")
    def takes_its_time(self, baud=BAUD, repetitions=REPETITIONS):
        self.start(baud)
        self.check_answer(baud, repetitions)
