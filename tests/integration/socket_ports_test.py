"""Ports that hosts connect to: TCP and Unix sockets; and standard input and output."""

import os
import socket
import stat
import subprocess

from support.broker import Mosquitto, free_port
from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import (acquire, connect, connect_command, enter, go_online, publish,
                              start, subscribe)
from support.host import OK, Host, line, rx_group
from support.modem import Modem, program
from support.server import CONNACK, ScriptedServer, acknowledgement

ECHO_OFF = ("--set", "echo=off")


class Tcp(IntegrationTest):
    def modem(self, *options, host="127.0.0.1:0"):
        modem = Modem(self, "--tcp", host, *ECHO_OFF, *options)
        kind, self.place = modem.ready().split(" ")
        self.assertEqual(kind, "tcp")
        return modem

    def host(self):
        return self.opened(Host.on_tcp(self.place))

    def test_port_0_is_a_free_port_of_the_loopback_interface(self):
        self.modem(host="0")
        self.assertRegex(self.place, r"^127\.0\.0\.1:[1-9]\d*$")
        self.host().ask(b"AT\r", OK)

    def test_an_ipv6_address_is_listened_on(self):
        if not os.path.exists("/proc/net/if_inet6"):
            self.skipTest("this machine has no IPv6")
        self.modem(host="[::1]:0")
        self.assertRegex(self.place, r"^\[::1\]:\d+$")
        self.host().ask(b"AT\r", OK)

    def test_listening_on_all_addresses_is_warned_of(self):
        modem = self.modem(host="0.0.0.0:0")
        modem.errors.wait_for("^warning: tcp .* can be reached from other machines")

    def test_listening_on_the_loopback_interface_is_not_warned_of(self):
        modem = self.modem()
        modem.end()
        self.assertEqual(len(modem.errors.all()), 1)

    def test_a_second_host_is_closed_and_the_first_stays(self):
        modem = self.modem()
        first = self.host()
        first.ask(b"AT\r", OK)
        self.host().expect_closed()
        first.ask(b"AT\r", OK)
        modem.errors.wait_for("^warning: tcp .*: a second DTE was closed, one is attached$")

    def test_the_modem_outlives_its_host(self):
        broker = Mosquitto(self)
        self.modem()
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        host.close()
        host = self.reconnected()
        host.ask(b"AT+CMQTTDISC?\r", line("+CMQTTDISC: 0,0") + b"+CMQTTDISC: 1,1\r\n" + OK)
        publish(host, b"t", b"still here", 1)
        host.expect(rx_group(0, b"t", b"still here"))

    def test_a_message_that_lies_unread_in_the_socket_goes_with_the_host(self):
        broker = Mosquitto(self)
        self.modem()
        host = self.host()
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        broker.publish("t", b"unread", 1)
        self.assertTrue(host.comes_within(PATIENCE_S))
        host.close()
        host = self.reconnected()
        publish(host, b"t", b"next", 1)
        host.expect(rx_group(0, b"t", b"next"))

    def reconnected(self):
        """The modem may learn of the new host before it learns of the end of the last one, and then
        closes it."""
        while True:
            host = self.host()
            try:
                host.ask(b"AT\r", OK)
                return host
            except (AssertionError, OSError):
                host.close()

    def test_an_operation_goes_on_while_one_host_leaves_and_the_next_comes(self):
        server = ScriptedServer(self)
        self.modem()
        host = self.host()
        start(host)
        acquire(host)
        host.ask(connect_command(server.url), OK)
        connection = server.accept_client()
        host.close()
        host = self.reconnected()
        connection.send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))

    def test_each_connection_may_be_a_modem_of_its_own(self):
        self.check_a_modem_for_each_connection()

    def test_modems_of_several_threads_serve_their_connections(self):
        self.check_a_modem_for_each_connection("--threads", "2")

    def check_a_modem_for_each_connection(self, *options):
        broker = Mosquitto(self)
        self.modem("--modem-per-connection", *options)
        hosts = [self.host() for _ in range(3)]
        for number, host in enumerate(hosts):
            start(host)
            acquire(host, name=f"dut{number}")
            connect(host, broker.url)
            subscribe(host, b"all", 1)
        publish(hosts[0], b"other", b"", 1)
        broker.publish("all", b"for everybody", 1)
        for host in hosts:
            host.expect(rx_group(0, b"all", b"for everybody"))

    def test_a_modem_of_a_connection_goes_with_it_and_disconnects(self):
        broker = Mosquitto(self)
        self.modem("--modem-per-connection")
        host = self.host()
        start(host)
        acquire(host, name="passing")
        connect(host, broker.url)
        host.close()
        broker.log.wait_for("Received DISCONNECT from passing")
        # The next one is new.
        start(self.host())


class Unix(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.path = os.path.join(self.directory, "modem.socket")

    def modem(self, *options):
        modem = Modem(self, "--unix", self.path, *ECHO_OFF, *options)
        self.assertEqual(modem.ready(), f"unix {self.path}")
        return modem

    def host(self):
        return self.opened(Host.on_unix(self.path))

    def refused(self):
        modem = Modem(self, "--unix", self.path)
        self.assertEqual(modem.wait(), 3)
        return modem.errors.all()

    def test_only_the_user_may_connect(self):
        self.modem()
        mode = os.stat(self.path).st_mode
        self.assertTrue(stat.S_ISSOCK(mode))
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.host().ask(b"AT\r", OK)

    def test_a_second_host_is_closed_and_the_first_stays(self):
        self.modem()
        first = self.host()
        first.ask(b"AT\r", OK)
        self.host().expect_closed()
        first.ask(b"AT\r", OK)

    def test_each_connection_may_be_a_modem_of_its_own(self):
        self.modem("--modem-per-connection")
        start(self.host())
        start(self.host())

    def test_the_socket_of_a_dead_process_is_replaced(self):
        self.modem().kill()
        self.assertTrue(os.path.exists(self.path))
        self.modem()
        self.host().ask(b"AT\r", OK)

    def test_a_socket_in_use_by_another_modem_ends_with_3(self):
        self.modem()
        said = self.refused()
        self.assertEqual(len(said), 1)
        self.assertIn(f"atmqtt: {self.path}: in use by another process", said[0])
        self.host().ask(b"AT\r", OK)

    def test_a_socket_in_use_by_another_program_ends_with_3(self):
        with socket.socket(socket.AF_UNIX) as other:
            other.bind(self.path)
            other.listen()
            self.assertEqual(self.refused(), [f"atmqtt: {self.path}: in use by another process"])
            self.assertTrue(os.path.exists(self.path))

    def test_a_file_of_another_kind_is_not_replaced(self):
        with open(self.path, "w", encoding="ascii"):
            pass
        self.assertEqual(self.refused(), [f"atmqtt: {self.path}: exists and is not a socket"])
        self.assertTrue(os.path.isfile(self.path))

    def test_the_socket_is_removed_at_the_end(self):
        modem = self.modem()
        modem.end()
        self.assertEqual(os.listdir(self.directory), [os.path.basename(modem.trace_path)])


class Stdio(IntegrationTest):
    @staticmethod
    def run_with(octets):
        """Runs the program to the end with these octets as its standard input."""
        return subprocess.run([program(), "--stdio"], input=octets, capture_output=True,
                              timeout=PATIENCE_S, check=True)

    def test_one_command_of_a_pipe_is_answered_before_the_end(self):
        done = self.run_with(b"AT\r")
        self.assertEqual((done.stdout, done.stderr), (b"AT\r" + OK, b""))

    def test_a_command_without_its_line_end_is_not_answered(self):
        self.assertEqual(self.run_with(b"AT").stdout, b"AT")

    def test_the_end_of_input_awaits_results_and_sends_disconnect(self):
        server = ScriptedServer(self)
        modem = Modem(self, "--stdio", *ECHO_OFF)
        host = modem.stdio_host()
        start(host)
        acquire(host)
        host.ask(connect_command(server.url), OK)
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))
        enter(host, "AT+CMQTTTOPIC=0,1", b"t")
        host.ask(b"AT+CMQTTPUB=0,1,60\r", OK)
        identifier = connection.expect_publish()
        host.close_output()
        # Only now, when the modem has nothing more to expect from its host.
        connection.send(acknowledgement(0x40, identifier))
        host.expect(line("+CMQTTPUB: 0,0"))
        connection.expect(b"\xe0\x00")
        host.expect_closed()
        self.assertEqual(modem.wait(), 0)

    def test_a_connection_of_a_pipe_ends_with_disconnect(self):
        broker = Mosquitto(self)
        script = b'ATE0\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,"piped"\r' + connect_command(broker.url)
        done = self.run_with(script)
        self.assertEqual(done.stdout, b"ATE0\r" + OK + OK + line("+CMQTTSTART: 0") + OK + OK
                         + line("+CMQTTCONNECT: 0,0"))
        broker.log.wait_for("Received DISCONNECT from piped")

    def test_a_closed_standard_output_ends_it(self):
        modem = Modem(self, "--stdio")
        host = modem.stdio_host()
        host.ask(b"AT\r", b"AT\r" + OK)
        host.close_input()
        host.type(b"AT\r")
        self.assertEqual(modem.wait(), 0)

    def test_a_file_as_standard_input_is_read_to_its_end(self):
        path = self.new_path("script")
        with open(path, "wb") as script:
            script.write(b"ATE0\rAT+CGMI\r")
        with open(path, "rb") as script:
            done = subprocess.run([program(), "--stdio"], stdin=script, capture_output=True,
                                  timeout=PATIENCE_S, check=True)
        self.assertEqual(done.stdout, b"ATE0\r" + OK + line("SIMCOM INCORPORATED") + OK)

    def test_a_refused_connection_is_told_before_the_end(self):
        url = f"tcp://127.0.0.1:{free_port()}"
        script = b'ATE0\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,"piped"\r' + connect_command(url)
        done = self.run_with(script)
        self.assertEqual(done.stdout, b"ATE0\r" + OK + OK + line("+CMQTTSTART: 0") + OK + OK
                         + line("+CMQTTCONNECT: 0,3"))
