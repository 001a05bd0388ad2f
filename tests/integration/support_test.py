"""The tools of the other tests: what they find, they must also be able to miss."""

import os
import signal
import subprocess
import sys

from support import host
from support.broker import Mosquitto, Subscriber
from support.case import IntegrationTest
from support.child import Child
from support.host import Host, rx_group
from support.server import publish, remaining_length


class HostClass(IntegrationTest):
    """On a pair of pipes: `answers` is the modem's end of what the host reads."""

    def setUp(self):
        super().setUp()
        input_fd, self.answers = os.pipe()
        self.typed, output_fd = os.pipe()
        for fd in (self.answers, self.typed):
            self.addCleanup(self.close, fd)
        self.host = self.opened(Host(input_fd, output_fd))
        self.addCleanup(setattr, host, "PATIENCE_S", host.PATIENCE_S)

    @staticmethod
    def close(fd):
        try:
            os.close(fd)
        except OSError:
            pass  # The test has closed it.

    def test_expected_octets_are_taken_and_the_others_stay(self):
        os.write(self.answers, b"\r\nOK\r\n\r\n+X")
        self.host.expect(b"\r\nOK\r\n")
        os.write(self.answers, b": 1\r\n")
        self.host.expect(b"\r\n+X: 1\r\n")

    def test_another_octet_is_a_failure_that_names_its_place(self):
        os.write(self.answers, b"\r\nOK\n\r")
        with self.assertRaisesRegex(AssertionError, "at octet 4:"):
            self.host.expect(b"\r\nOK\r\n")

    def test_a_surplus_octet_is_a_failure_at_the_next_expectation(self):
        os.write(self.answers, b"\r\nOK\r\n\r\r\nOK\r\n")
        self.host.expect(b"\r\nOK\r\n")
        with self.assertRaises(AssertionError):
            self.host.expect_nothing_more()

    def test_a_missing_octet_is_a_failure_when_the_time_is_over(self):
        host.PATIENCE_S = 0.01
        os.write(self.answers, b"\r\nOK\r")
        with self.assertRaisesRegex(AssertionError, "nothing more than"):
            self.host.expect(b"\r\nOK\r\n")

    def test_a_line_that_is_closed_is_a_failure(self):
        os.write(self.answers, b"\r\nOK\r")
        os.close(self.answers)
        with self.assertRaisesRegex(AssertionError, "at octet 5:"):
            self.host.expect(b"\r\nOK\r\n")

    def test_typed_octets_arrive(self):
        self.host.type(bytes(range(256)))
        self.assertEqual(os.read(self.typed, 1000), bytes(range(256)))

    def test_a_modem_that_takes_nothing_is_a_failure(self):
        host.PATIENCE_S = 0.01
        with self.assertRaisesRegex(AssertionError, "takes no octets"):
            self.host.type(bytes(1_000_000))

    def test_the_group_of_143_octets_is_built_as_it_was_seen(self):
        group = rx_group(0, b"$PERSISTENCE/configDn/8212345678100001", b'{"boardType":0}')
        self.assertEqual(len(group), 143)

    def test_a_payload_of_2039_octets_has_chunks_of_1500_and_539(self):
        group = rx_group(1, b"t", bytes(2039))
        self.assertIn(b"\r\n+CMQTTRXPAYLOAD: 1,1500\r\n" + bytes(1500)
                      + b"\r\n+CMQTTRXPAYLOAD: 1,539\r\n" + bytes(539) + b"\r\n+CMQTTRXEND", group)


class Others(IntegrationTest):
    def test_a_line_that_does_not_come_is_a_failure(self):
        program = Child(self, [sys.executable, "-c", "import sys; sys.stderr.write('a line\\n')"])
        program.errors.wait_for("^a line$")
        with self.assertRaisesRegex(AssertionError, "the program has ended"):
            program.errors.wait_for("another")

    def test_the_status_of_a_program_that_a_signal_ended_is_minus_its_number(self):
        program = Child(self, ["cat"], stdin=subprocess.PIPE)
        program.send_signal(signal.SIGTERM)
        self.assertEqual(program.wait(), -signal.SIGTERM)

    def test_a_remaining_length_is_encoded_in_up_to_four_octets(self):
        # The rows of MQTT 3.1.1, table 2.4.
        for count, octets in ((0, "00"), (127, "7f"), (128, "8001"), (16383, "ff7f"),
                              (16384, "808001"), (2097151, "ffff7f"), (2097152, "80808001")):
            self.assertEqual(remaining_length(count).hex(), octets)
        self.assertEqual(publish(b"t", b"hi", 1, 258).hex(), "32070001740102" + b"hi".hex())

    def test_messages_of_mosquitto_show_qos_retain_topic_and_octets(self):
        broker = Mosquitto(self)
        broker.publish("kept", b"\x00\n\xff", 1, retained=True)
        subscriber = Subscriber(self, broker, "#", count=3)
        broker.publish("now", b"", 0)
        broker.publish("now", b"twice", 2, version=3)
        self.assertEqual(subscriber.messages(), [(1, 1, b"kept", b"\x00\n\xff"),
                                                 (0, 0, b"now", b""), (2, 0, b"now", b"twice")])
