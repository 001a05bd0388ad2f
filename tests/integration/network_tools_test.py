"""What the module does in the network besides MQTT: names, ping and time, each of them really."""

import os
import re
import socket
import struct
import threading
import time
import unittest

from support.case import IntegrationTest
from support.host import ERROR, OK, line
from support.modem import Modem

ECHO_OFF = ("--set", "echo=off")
NOBODY = 65534


def can_ping():
    """Whether this process may open one of the two kinds of sockets."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(socket.AF_INET, kind, socket.IPPROTO_ICMP).close()
            return True
        except OSError:
            pass
    return False


class TimeServer:
    """Answers each SNTP request with the same time. Closed with the test."""

    def __init__(self, case, utc):
        self._utc = utc
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        case.addCleanup(self._close)

    def _serve(self):
        while True:
            request, address = self._socket.recvfrom(512)
            if not request:
                return
            seconds_from_1900 = self._utc + 2208988800
            answer = struct.pack("!BBxx12x8x8s8xQ", 4 << 3 | 4, 1, request[40:48],
                                 seconds_from_1900 << 32)
            self._socket.sendto(answer, address)

    def _close(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()


class NetworkTools(IntegrationTest):
    def modem(self, *options, **process_options):
        self.program = Modem(self, "--stdio", *ECHO_OFF, *options, **process_options)
        return self.program.stdio_host()

    def test_a_name_is_looked_up(self):
        host = self.modem()
        host.ask(b'AT+CDNSGIP="localhost"\r', line('+CDNSGIP: 1,"localhost","127.0.0.1"') + OK)

    def test_a_name_that_nobody_knows_is_an_error_with_its_reason(self):
        host = self.modem()
        host.ask(b'AT+CDNSGIP="no such name"\r', line("+CDNSGIP: 0,10") + ERROR)
        self.program.errors.wait_for("^why CDNSGIP 0 -> 10: look-up of no such name: ")

    def expect_replies(self, host, address, count, size):
        for _ in range(count):
            self.assertEqual(host.read_line(), b"\r\n")
            self.assertRegex(host.read_line().decode(),
                             rf"^\+CPING: 1,{re.escape(address)},{size},\d+,\d+\r\n$")
        self.assertEqual(host.read_line(), b"\r\n")
        self.assertRegex(host.read_line().decode(),
                         rf"^\+CPING: 3,{count},{count},0,\d+,\d+,\d+\r\n$")
        host.expect_nothing_more()

    @unittest.skipUnless(can_ping(), "this process may not ping")
    def test_a_host_is_pinged(self):
        host = self.modem()
        host.ask(b'AT+CPING="localhost",1,2,100,1000,10000,64\r', OK)
        self.expect_replies(host, "127.0.0.1", 2, 100)

    @unittest.skipUnless(can_ping() and os.path.exists("/proc/net/if_inet6")
                         and os.path.getsize("/proc/net/if_inet6"), "no IPv6 here")
    def test_a_host_is_pinged_by_ipv6(self):
        host = self.modem()
        host.ask(b'AT+CPING="::1",2,1\r', OK)
        self.expect_replies(host, "::1", 1, 64)

    @unittest.skipUnless(can_ping(), "this process may not ping")
    def test_a_ping_is_stopped(self):
        host = self.modem()
        host.ask(b'AT+CPING="127.0.0.1",1,100,64,10000\r', OK)
        self.assertEqual(host.read_line(), b"\r\n")
        self.assertRegex(host.read_line().decode(), r"^\+CPING: 1,127\.0\.0\.1,64,\d+,\d+\r\n$")
        host.ask(b"AT+CPINGSTOP\r", OK)
        self.assertEqual(host.read_line(), b"\r\n")
        self.assertRegex(host.read_line().decode(), r"^\+CPING: 3,1,1,0,\d+,\d+,\d+\r\n$")
        host.expect_nothing_more()

    @unittest.skipUnless(os.geteuid() == 0, "only the superuser can become nobody")
    def test_who_may_not_ping_is_told_what_is_missing(self):
        with open("/proc/sys/net/ipv4/ping_group_range", encoding="ascii") as setting:
            low, high = map(int, setting.read().split())
        if low <= NOBODY <= high:
            self.skipTest("everybody may ping here")
        host = self.modem(has_trace=False, user=NOBODY, group=NOBODY, extra_groups=[])
        host.ask(b'AT+CPING="127.0.0.1",1\r', ERROR)
        self.program.errors.wait_for(
            r"^why CPING -> ERROR: no ICMP socket: .*net\.ipv4\.ping_group_range.*CAP_NET_RAW")

    def clock(self, host):
        """Seconds since 1970 that AT+CCLK? tells, and its zone in quarters of an hour."""
        host.type(b"AT+CCLK?\r")
        self.assertEqual(host.read_line(), b"\r\n")
        told = re.match(r'\+CCLK: "(.{17})([+-]\d\d)"\r\n$', host.read_line().decode())
        self.assertIsNotNone(told)
        host.expect(OK)
        local = time.strptime(told[1] + " UTC", "%y/%m/%d,%H:%M:%S %Z")
        zone = int(told[2])
        return time.mktime(local) - time.timezone - zone * 900, zone

    def test_the_clock_is_set_by_the_clock_of_this_machine(self):
        host = self.modem()
        host.ask(b'AT+CCLK="20/01/01,00:00:00+00"\r', OK)
        host.ask(b'AT+CNTP="pool.ntp.org",-20\r', OK)
        host.ask(b"AT+CNTP\r", OK + line("+CNTP: 0"))
        seconds, zone = self.clock(host)
        self.assertEqual(zone, -20)
        self.assertLess(abs(seconds - time.time()), 10)

    def test_the_clock_is_set_by_a_server(self):
        utc = 1900000000
        server = TimeServer(self, utc)
        host = self.modem("--set", "ntp.source=server", "--set", f"ntp.port={server.port}")
        host.ask(b'AT+CNTP="127.0.0.1",8\r', OK)
        host.ask(b"AT+CNTP\r", OK + line("+CNTP: 0"))
        seconds, zone = self.clock(host)
        self.assertEqual(zone, 8)
        self.assertIn(seconds - utc, range(0, 10))

    def test_a_server_that_is_not_there_is_a_network_error(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
            unused.bind(("127.0.0.1", 0))
            port = unused.getsockname()[1]
        host = self.modem("--set", "ntp.source=server", "--set", f"ntp.port={port}")
        host.ask(b'AT+CNTP="127.0.0.1",0\r', OK)
        host.ask(b"AT+CNTP\r", OK + line("+CNTP: 4"))
        self.program.errors.wait_for("^why CNTP -> 4: 127.0.0.1: Connection refused")
