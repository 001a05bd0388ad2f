"""What befalls the process itself: its clock, its descriptors, its time on the processor, its hosts
by the thousand, and the files that it finds."""

import glob
import os
import random
import resource
import signal
import socket
import time

import scale
from support.broker import Mosquitto
from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import (acquire, connect, connect_command, enter, go_online, publish, start,
                              subscribe)
from support.host import OK, Host, line, rx_group
from support.modem import Modem, is_sanitized
from support.server import CONNACK, ScriptedServer

YEAR_S = 365 * 24 * 3600
CONNECTION_COUNT = 1000
PINGREQ, PINGRESP = b"\xc0\x00", b"\xd0\x00"


class Clock(IntegrationTest):
    def setUp(self):
        super().setUp()
        libraries = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        if not libraries:
            self.skipTest("there is no libfaketime to set a process's clock with")
        if is_sanitized():
            self.skipTest("a sanitizer has to be the first library of a process")
        self.offset_path = self.new_path("offset")
        self.set_offset(0)
        self.environment = {**os.environ, "LD_PRELOAD": libraries[0],
                            "FAKETIME_TIMESTAMP_FILE": self.offset_path, "FAKETIME_NO_CACHE": "1",
                            # As the system's clock is when it is set: the monotonic one goes on.
                            "FAKETIME_DONT_FAKE_MONOTONIC": "1"}

    def set_offset(self, seconds):
        with open(self.offset_path + ".new", "w", encoding="ascii") as file:
            file.write(f"{seconds:+d}s\n")
        os.rename(self.offset_path + ".new", self.offset_path)

    def test_set_back_and_forth_a_year_it_changes_no_interval(self):
        server = ScriptedServer(self)
        modem = Modem(self, "--stdio", "--set", "echo=off", env=self.environment)
        host = modem.stdio_host()
        start(host)
        acquire(host)
        host.type(connect_command(server.url, keep_alive=1))
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        years = []
        for offset in (0, -YEAR_S, YEAR_S, 0):
            self.set_offset(offset)
            connection.expect(PINGREQ)
            before = time.monotonic()
            connection.send(PINGRESP)
            connection.expect(PINGREQ)
            self.assertGreater(time.monotonic() - before, 0.9)
            self.assertLess(time.monotonic() - before, PATIENCE_S)
            connection.send(PINGRESP)
            host.expect_nothing_more()
            years.append(int(modem.trace().splitlines()[-1][:4]))
        # The trace tells the time of day, so it shows that the clock was another one.
        self.assertEqual(years[1:3], [years[0] - 1, years[0] + 1])
        self.assertEqual(years[3], years[0])


class Stopped(IntegrationTest):
    def test_a_stopped_process_loses_nothing_that_comes_meanwhile(self):
        """SIGSTOP, then commands typed ahead and messages, then SIGCONT."""
        broker = Mosquitto(self)
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--set", "echo=off")
        host = self.opened(Host.on_tcp(modem.ready().split(" ")[1]))
        go_online(host, broker.url)
        subscribe(host, b"stopped", 1)
        for _ in range(5):
            modem.send_signal(signal.SIGSTOP)
            for number in range(10):
                broker.publish("stopped", b"%d" % number, 1)
            host.type(b"AT\r" * 100)
            self.assertFalse(host.comes_within(0.1))
            modem.send_signal(signal.SIGCONT)
            expected = [rx_group(0, b"stopped", b"%d" % number) for number in range(10)]
            self.check_merged(host, expected, OK, 100)
        publish(host, b"elsewhere", b"x", 2)

    def check_merged(self, host, groups, answer, answer_count):
        """The groups in their order and so many answers, in whatever order among each other."""
        octets = b""
        size = sum(map(len, groups)) + answer_count * len(answer)
        while len(octets) < size:
            octets += host.read_line()
        position = 0
        for group in groups:
            position = octets.find(group, position)
            self.assertGreaterEqual(position, 0, octets)
            octets = octets[:position] + octets[position + len(group):]
        self.assertEqual(octets, answer * answer_count)


class Descriptors(IntegrationTest):
    LIMIT = 40

    def setUp(self):
        super().setUp()
        if is_sanitized():
            self.skipTest("a sanitizer needs descriptors itself, and reports that it has none")

    def open_host(self, place):
        """A host, or nothing when it is not served within a second or closed."""
        host = self.opened(Host.on_tcp(place))
        host.type(b"AT\r")
        try:
            return host if host.comes_within(0.5) and host.read_line() else None
        except AssertionError:
            return None

    @staticmethod
    def processor_seconds(process_id):
        with open(f"/proc/{process_id}/stat", encoding="ascii") as status:
            fields = status.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def test_without_descriptors_it_refuses_and_goes_on_when_there_are_some(self):
        broker = Mosquitto(self)
        limits = (self.LIMIT, self.LIMIT)
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--modem-per-connection", "--set", "echo=off",
                      has_trace=False,
                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, limits))
        place = modem.ready().split(" ")[1]
        hosts = []
        while host := self.open_host(place):
            hosts.append(host)
            self.assertLess(len(hosts), self.LIMIT)
        self.assertGreater(len(hosts), 1)
        host = hosts[0]
        host.expect(b"OK\r\n")
        start(host)
        acquire(host)
        host.ask(connect_command(broker.url), OK)
        self.assertRegex(host.read_line() + host.read_line(), rb"\r\n\+CMQTTCONNECT: 0,[1-9]\d*\r\n")
        before = self.processor_seconds(modem.process_id)
        self.assertFalse(host.comes_within(1))
        self.assertLess(self.processor_seconds(modem.process_id) - before, 0.5,
                        "it spins while it has no descriptor")
        for each in hosts[-5:]:
            each.close()
        connect(host, broker.url)
        publish(host, b"t", b"x", 1)


class Thousand(IntegrationTest):
    def setUp(self):
        super().setUp()
        former = resource.getrlimit(resource.RLIMIT_NOFILE)
        if former[1] < 2 * CONNECTION_COUNT:
            self.skipTest(f"only {former[1]} descriptors are allowed")
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(former[0], 2 * CONNECTION_COUNT), former[1]))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, former)

    def connect_all(self, *options):
        self.modem = Modem(self, "--tcp", "127.0.0.1:0", *options, "--set", "echo=off",
                           has_trace=False)
        self.place = self.modem.ready().split(" ")[1]
        port = int(self.place.rpartition(":")[2])
        sockets = []
        for _ in range(CONNECTION_COUNT):
            each = socket.socket()
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
            sockets.append(each)
            self.addCleanup(each.close)
        for each in sockets:
            each.settimeout(PATIENCE_S)
        return sockets

    @staticmethod
    def is_served(connection):
        try:
            connection.sendall(b"AT\r")
            return connection.recv(100) == OK
        except OSError:
            return False

    def test_one_of_a_thousand_hosts_has_the_port_and_the_others_are_closed(self):
        sockets = self.connect_all()
        served = [each for each in sockets if self.is_served(each)]
        self.assertEqual(len(served), 1)
        for each in sockets:
            each.close()
        while True:
            with socket.create_connection(("127.0.0.1", int(self.place.rpartition(":")[2]))) as last:
                if self.is_served(last):
                    return

    def test_a_thousand_hosts_have_a_thousand_modems(self):
        sockets = self.connect_all("--modem-per-connection")
        self.assertEqual(sum(map(self.is_served, sockets)), CONNECTION_COUNT)
        with open(f"/proc/{self.modem.process_id}/status", encoding="ascii") as status:
            size = next(int(each.split()[1]) for each in status if each.startswith("VmRSS:"))
        print(f"\n{CONNECTION_COUNT} modems in {size} KiB")
        self.assertTrue(all(map(self.is_served, sockets)))


class DamagedState(IntegrationTest):
    """What is found in --state may be anything."""

    COUNT = 40

    def damage(self, chance, path):
        with open(path, "rb") as file:
            octets = bytearray(file.read())
        kind = chance.randrange(4)
        if kind == 0:
            octets = octets[:chance.randrange(len(octets) + 1)]
        elif kind == 1:
            octets += chance.randbytes(chance.randrange(20_000))
        else:
            for _ in range(chance.randrange(1, 20)):
                octets[chance.randrange(len(octets))] = chance.randrange(256)
        with open(path, "wb") as file:
            file.write(octets)

    def run_modem(self):
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--set", "echo=off", "--state", self.state,
                      has_trace=False)
        return modem, self.opened(Host.on_tcp(modem.ready().split(" ")[1]))

    def test_it_starts_with_whatever_is_left(self):
        """And ends in good order. Damaged settings may be good ones by chance, such as ATQ1, so
        answers are asked for when they are gone."""
        chance = random.Random(scale.seed())
        self.state = self.new_path("state")
        settings, certificate = (os.path.join(self.state, "modem1", *each) for each in (
            ("settings",), ("certificates", "a.pem")))
        for _ in range(self.COUNT):
            modem, host = self.run_modem()
            enter(host, 'AT+CCERTDOWN="a.pem",9', b"some text")
            host.ask(b"ATS0=5&W\r", OK)
            modem.end()
            for path in (settings, certificate):
                self.damage(chance, path)
            modem, host = self.run_modem()
            host.type(b"AT&V\r")
            modem.end()
            os.remove(settings)
