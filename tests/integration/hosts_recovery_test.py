"""A host that is killed behind each of the things it sends, and started again. However it finds the
module, it ends a whole session, on every profile. Hosts mostly wait, so that many are tried at the
same time."""

import concurrent.futures
import os
import signal
import tty

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.driver import Driver
from support.modem import Modem, profiles

# A host, how its second run comes back to the module: options, and whether the module sees that the
# port was closed. A UART does not, so there the line of the first run goes on, in data entry perhaps.
# The stream host sends the parts of a command one by one, so that it dies within commands, too; the
# strict one resets by AT+CRESET of its own accord.
RECOVERIES = [
    ("a killed host recovers without a reset", "stream", [], False),
    ("a killed host recovers with CRESET", "stream", ["--reset", "AT+CRESET"], False),
    ("a killed host recovers with CFUN", "stream", ["--reset", "AT+CFUN=1,1"], False),
    ("a killed host recovers with the port closed and opened", "stream", [], True),
    ("a strict host resets a module that it finds at work", "strict", [], False),
]


# Modems of one profile among which the writes are dealt out.
MODEM_COUNT = 4


class Recovery(IntegrationTest):
    def recover_all(self, name, some_profiles, options, closes_port):
        with concurrent.futures.ThreadPoolExecutor(MODEM_COUNT * len(some_profiles)) as pool:
            runs = {profile: [pool.submit(self.recover, name, profile, options, closes_port, number)
                              for number in range(MODEM_COUNT)]
                    for profile in some_profiles}
        for profile, run in runs.items():
            self.assertGreater(sum(each.result() for each in run), 30, profile)

    def recover(self, name, profile, options, closes_port, number):
        """Kills a host behind each write that this modem has to try. Returns how many that are."""
        broker = Mosquitto(self)
        link = self.new_path("modem")
        modem = Modem(self, f"--pty={link}", "--profile", profile, "--set", "boot.delay=20ms")
        modem.ready()
        if not closes_port:
            self.hold_port(link)
        write_count = 1 + number
        died_count = 0
        while True:
            first = Driver(self, name, link, broker.url, "--die-after", str(write_count))
            status = first.wait()
            if status == 0:
                return died_count
            place = f"on {profile} behind {write_count} writes"
            self.assertEqual(status, -signal.SIGKILL, place)
            second = Driver(self, name, link, broker.url, *options)
            self.assertEqual(second.wait(), 0, f"after it was killed {place}")
            died_count += 1
            write_count += MODEM_COUNT

    def hold_port(self, link):
        """As long as the test has it open, the modem sees no host close it."""
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(fd)
        self.addCleanup(os.close, fd)

    def test_a_killed_host_that_reads_lines_recovers(self):
        self.recover_all("lines", ["sim8200"], [], False)


for SENTENCE, HOST, OPTIONS, CLOSES_PORT in RECOVERIES:
    @make_test(Recovery, SENTENCE)
    def recovers(self, name=HOST, options=OPTIONS, closes_port=CLOSES_PORT):
        self.recover_all(name, profiles(), options, closes_port)
