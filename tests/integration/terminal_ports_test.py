"""Ports that look like a serial line to the host: pseudo terminals and serial devices."""

import fcntl
import os
import struct
import termios
import tty

from support.broker import Mosquitto
from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import acquire, connect, go_online, publish, start, subscribe
from support.host import OK, Host, line, rx_group
from support.modem import Modem

ECHO_OFF = ("--set", "echo=off")


def speeds_of(terminal):
    """Input and output speed by TCGETS2; the interface of the C library has only names for some."""
    attributes = fcntl.ioctl(terminal, 0x802C542A, bytes(44))
    return struct.unpack("=4I20B2I", attributes)[-2:]


class Pty(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.link = os.path.join(self.directory, "modem")

    def modem(self, *options, has_trace=True):
        modem = Modem(self, f"--pty={self.link}", *options, has_trace=has_trace)
        self.assertRegex(modem.ready(), rf"^pty /dev/pts/\d+ {self.link}$")
        return modem

    def host(self):
        return self.opened(Host.on_device(self.link))

    def refused(self, *options):
        """Starts a program that must end with 3, and returns what it says."""
        modem = Modem(self, *options)
        self.assertEqual(modem.wait(), 3)
        return "\n".join(modem.errors.all())

    def test_ready_names_the_terminal_that_the_link_leads_to(self):
        modem = Modem(self, f"--pty={self.link}")
        _, device, link = modem.ready().split(" ")
        self.assertEqual(link, self.link)
        self.assertEqual(os.readlink(self.link), device)

    def test_without_a_port_a_link_in_the_runtime_directory_is_served(self):
        runtime = os.path.join(self.directory, "runtime")
        os.mkdir(runtime, 0o700)
        modem = Modem(self, env={**os.environ, "XDG_RUNTIME_DIR": runtime})
        self.assertRegex(modem.ready(), rf"^pty /dev/pts/\d+ {runtime}/atmqtt/modem$")
        self.assertEqual(os.stat(f"{runtime}/atmqtt").st_mode & 0o777, 0o700)
        self.opened(Host.on_device(f"{runtime}/atmqtt/modem")).ask(b"AT\r", b"AT\r" + OK)

    def test_every_octet_passes_the_terminal_unchanged(self):
        self.modem(*ECHO_OFF)
        broker = Mosquitto(self)
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"echo", 1)
        payload = bytes(range(256)) * 40
        publish(host, b"echo", payload, 1)
        host.expect(rx_group(0, b"echo", payload))

    def test_the_modem_stays_as_it_is_when_the_host_closes_and_opens(self):
        broker = Mosquitto(self)
        self.modem(*ECHO_OFF)
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        host.close()
        host = self.host()
        host.ask(b"AT+CMQTTACCQ?\r", line('+CMQTTACCQ: 0,"dut",0')
                 + b'+CMQTTACCQ: 1,"",0\r\n' + OK)
        publish(host, b"t", b"still here", 1)
        host.expect(rx_group(0, b"t", b"still here"))

    def test_a_message_waits_for_the_next_host(self):
        broker = Mosquitto(self)
        modem = self.modem(*ECHO_OFF)
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        host.close()
        broker.publish("t", b"while you were out", 1)
        host = self.host()
        host.expect(rx_group(0, b"t", b"while you were out"))
        self.assertTrue(modem.is_running())

    def test_a_message_that_lies_unread_in_the_terminal_goes_with_the_host(self):
        broker = Mosquitto(self)
        modem = self.modem(*ECHO_OFF, "--trace", "-", has_trace=False)
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        broker.publish("t", b"unread", 1)
        self.assertTrue(host.comes_within(PATIENCE_S))
        host.close()
        # What comes behind it shows that the modem knows that the host has gone: the terminal itself
        # keeps what is unread for whoever opens it before.
        broker.publish("t", b"next", 1)
        modem.errors.wait_for('"next"$')
        host = self.host()
        host.expect(rx_group(0, b"t", b"next"))
        host.ask(b"AT\r", OK)

    def test_octets_written_right_after_opening_are_not_lost(self):
        self.modem(*ECHO_OFF)
        for _ in range(50):
            host = self.host()
            host.ask(b"AT\r", OK)
            host.close()

    def test_opening_and_closing_in_quick_succession_leaves_the_modem_usable(self):
        self.modem(*ECHO_OFF)
        for _ in range(200):
            Host.on_device(self.link).close()
        host = self.host()
        host.ask(b"AT\r", OK)

    def test_a_partial_line_of_a_host_that_left_is_dropped(self):
        self.modem(*ECHO_OFF)
        host = self.host()
        host.ask(b"AT\rAT+NOS", OK)
        host.close()
        self.host().ask(b"AT\r", OK)

    def test_the_second_host_program_shares_the_terminal_and_the_modem(self):
        self.modem(*ECHO_OFF)
        first = self.host()
        first.ask(b"AT\r", OK)
        second = self.host()
        first.close()
        second.ask(b"AT\r", OK)

    def test_a_second_process_on_the_same_link_ends_with_3(self):
        self.modem(*ECHO_OFF)
        said = self.refused(f"--pty={self.link}")
        self.assertIn(f"atmqtt: {self.link}: in use by another process", said)
        self.host().ask(b"AT\r", OK)

    def test_a_dead_link_is_replaced(self):
        modem = self.modem()
        modem.kill()
        self.assertTrue(os.path.islink(self.link))
        self.modem(*ECHO_OFF)
        self.host().ask(b"AT\r", OK)

    def test_a_file_that_is_no_link_is_not_replaced(self):
        with open(self.link, "w", encoding="ascii") as file:
            file.write("precious")
        said = self.refused(f"--pty={self.link}")
        self.assertIn(f"{self.link}: exists and is not a symbolic link", said)
        with open(self.link, encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")

    def test_the_link_is_removed_at_the_end(self):
        modem = self.modem()
        modem.end()
        self.assertEqual(sorted(os.listdir(self.directory)), [os.path.basename(modem.trace_path)])

    def test_several_ports_are_several_modems(self):
        other = self.link + "-2"
        modem = Modem(self, f"--pty={self.link}", f"--pty={other}", *ECHO_OFF)
        self.assertEqual([modem.ready().split()[-1] for _ in range(2)], [self.link, other])
        host = self.host()
        start(host)
        start(self.opened(Host.on_device(other)))
        host.expect_nothing_more()


class Serial(IntegrationTest):
    """A pair of terminals stands for the cable: the device is the modem's end, `host` the other."""

    def setUp(self):
        super().setUp()
        host_fd, self.device_fd = os.openpty()
        self.addCleanup(os.close, self.device_fd)
        self.device = os.ttyname(self.device_fd)
        self.host = self.opened(Host(host_fd, host_fd))

    def modem(self, suffix=""):
        modem = Modem(self, "--serial", self.device + suffix, *ECHO_OFF)
        self.assertRegex(modem.ready(), rf"^serial {self.device} \d+$")
        return modem

    def test_a_session_runs_over_the_cable(self):
        broker = Mosquitto(self)
        self.modem()
        start(self.host)
        acquire(self.host)
        connect(self.host, broker.url)
        subscribe(self.host, b"echo", 1)
        payload = bytes(range(256)) * 8
        publish(self.host, b"echo", payload, 1)
        self.host.expect(rx_group(0, b"echo", payload))

    def test_the_speed_is_115200_unless_told(self):
        self.modem()
        self.assertEqual(speeds_of(self.device_fd), (115200, 115200))

    def test_the_speed_is_set(self):
        self.modem(":9600")
        self.assertEqual(speeds_of(self.device_fd), (9600, 9600))

    def test_a_speed_that_has_no_name_is_set(self):
        self.modem(":250000")
        self.assertEqual(speeds_of(self.device_fd), (250000, 250000))

    def test_rtscts_switches_flow_control_on(self):
        self.modem(":460800:rtscts")
        self.assertTrue(termios.tcgetattr(self.device_fd)[2] & termios.CRTSCTS)
        self.host.ask(b"AT\r", OK)

    def test_without_rtscts_flow_control_is_off(self):
        self.modem(":460800")
        self.assertFalse(termios.tcgetattr(self.device_fd)[2] & termios.CRTSCTS)

    def expect_speed(self, speed):
        """The answer to a further command proves that the change is made: it goes out behind it."""
        self.host.ask(b"AT+IPR?\r", line(f"+IPR: {speed}") + OK)
        self.assertEqual(speeds_of(self.device_fd), (speed, speed))

    def test_ipr_changes_the_speed_behind_its_ok(self):
        self.modem(":9600")
        self.expect_speed(9600)
        self.host.ask(b"AT+IPR=57600\r", OK)
        self.expect_speed(57600)

    def test_iprex_outlives_a_reset_and_ipr_does_not(self):
        self.modem(":9600")
        self.host.ask(b"AT+IPR=57600\r", OK)
        self.expect_speed(57600)
        self.host.ask(b"AT+CRESET\r", OK)
        self.expect_speed(9600)
        self.host.ask(b"AT+IPREX=19200\r", OK)
        self.expect_speed(19200)
        self.host.ask(b"AT+CRESET\r", OK)
        self.expect_speed(19200)

    def test_ifc_switches_flow_control(self):
        self.modem(":115200:rtscts")
        self.host.ask(b"AT+IFC?\r", line("+IFC: 2,2") + OK)
        self.host.ask(b"AT+IFC=0,0\r", OK)
        self.host.ask(b"AT+IFC?\r", line("+IFC: 0,0") + OK)
        self.assertFalse(termios.tcgetattr(self.device_fd)[2] & termios.CRTSCTS)
        self.host.ask(b"AT+IFC=2,2\r", OK)
        self.host.ask(b"AT+IFC?\r", line("+IFC: 2,2") + OK)
        self.assertTrue(termios.tcgetattr(self.device_fd)[2] & termios.CRTSCTS)

    def test_a_device_in_use_by_another_process_ends_with_3(self):
        self.modem()
        second = Modem(self, "--serial", self.device)
        self.assertEqual(second.wait(), 3)
        self.assertEqual(second.errors.all(),
                         [f"atmqtt: {self.device}: in use by another process"])

    def test_a_cable_that_is_pulled_ends_the_program_with_3(self):
        modem = self.modem()
        os.close(self.device_fd)
        self.device_fd = os.open(os.devnull, os.O_RDONLY)
        self.host.close()
        self.assertEqual(modem.wait(), 3)
        self.assertRegex(modem.errors.all()[-2], rf"^error: serial {self.device} 115200: ")
        self.assertEqual(modem.errors.all()[-1], "atmqtt: the last port has failed")


class Console(IntegrationTest):
    """--stdio on a terminal: what one types is what a host would send."""

    def setUp(self):
        super().setUp()
        host_fd, self.terminal = os.openpty()
        self.addCleanup(os.close, self.terminal)
        self.host = self.opened(Host(host_fd, host_fd))

    def modem(self, *options):
        return Modem(self, "--stdio", *ECHO_OFF, *options, stdin=self.terminal,
                     stdout=self.terminal)

    def has_line_editing(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ICANON)

    def test_the_terminal_is_raw_while_the_program_runs_and_as_before_afterwards(self):
        modem = self.modem("--tcp", "0")
        modem.ready()
        self.assertFalse(self.has_line_editing())
        self.host.ask(b"AT\r", OK)
        modem.end()
        self.assertTrue(self.has_line_editing())

    def test_control_and_closing_bracket_ends_it(self):
        # Raw at once, so that what is typed before the program is ready is not echoed.
        tty.setraw(self.terminal)
        modem = self.modem()
        self.host.ask(b"AT\r", OK)
        self.host.type(b"\x1d")
        self.assertEqual(modem.wait(), 0)
