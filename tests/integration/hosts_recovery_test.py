"""A host that is killed behind each of the things it sends, and started again. However it finds the
module, it ends a whole session."""

import os
import signal
import tty

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.driver import Driver
from support.modem import Modem

# A host, how its second run comes back to the module: options, and whether the module sees that the
# port was closed. A UART does not, so there the line of the first run goes on, in data entry perhaps.
# The strict host resets by AT+CRESET of its own accord; the stream host dies within commands too.
RECOVERIES = [
    ("a killed host recovers without a reset", "lines", [], False),
    ("a killed host recovers with CRESET", "lines", ["--reset", "AT+CRESET"], False),
    ("a killed host recovers with CFUN", "lines", ["--reset", "AT+CFUN=1,1"], False),
    ("a killed host recovers with the port closed and opened", "lines", [], True),
    ("a strict host resets a module that it finds at work", "strict", [], False),
    ("a host killed in the middle of a command recovers", "stream", [], False),
]


class Recovery(IntegrationTest):
    def recover(self, name, options, closes_port):
        broker = Mosquitto(self)
        link = self.new_path("modem")
        modem = Modem(self, f"--pty={link}", "--set", "boot.delay=20ms")
        modem.ready()
        if not closes_port:
            self.hold_port(link)
        died_count = 0
        while True:
            first = Driver(self, name, link, broker.url, "--die-after", str(died_count + 1))
            status = first.wait()
            if status == 0:
                break
            died_count += 1
            self.assertEqual(status, -signal.SIGKILL, f"behind {died_count} writes")
            second = Driver(self, name, link, broker.url, *options)
            self.assertEqual(second.wait(), 0, f"after it was killed behind {died_count} writes")
        self.assertGreater(died_count, 30)

    def hold_port(self, link):
        """As long as the test has it open, the modem sees no host close it."""
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(fd)
        self.addCleanup(os.close, fd)


for SENTENCE, HOST, OPTIONS, CLOSES_PORT in RECOVERIES:
    @make_test(Recovery, SENTENCE)
    def recovers(self, name=HOST, options=OPTIONS, closes_port=CLOSES_PORT):
        self.recover(name, options, closes_port)
