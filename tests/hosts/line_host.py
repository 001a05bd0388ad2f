#!/usr/bin/env python3
"""A driver that reads lines: answers are awaited in a queue of expected lines, everything else goes
to a dispatcher of unsolicited result codes.

line_host.py PORT tcp://SERVER[:PORT] [options], see --help. Standard library only; with pySerial a
serial.Serial would stand where open_port() is.
"""

import argparse
import collections
import os
import re
import select
import signal
import socket
import stat
import sys
import time
import tty

ANSWER_S = 5
NETWORK_S = 30


class Failure(Exception):
    """The module has answered something else, or nothing."""


def open_port(place):
    """A descriptor for HOST:PORT, a Unix socket, or a terminal device."""
    if not os.path.exists(place):
        address, _, port = place.rpartition(":")
        connection = socket.create_connection((address.strip("[]"), int(port)))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection.detach()
    if stat.S_ISSOCK(os.stat(place).st_mode):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(place)
        return connection.detach()
    fd = os.open(place, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(fd)
    return fd


class Lines:
    """The module's lines, its prompt, and counted octets, with the time they may take."""

    def __init__(self, fd, options):
        self._fd = fd
        self._patience = options.patience
        self._die_after = options.die_after
        self._octets = b""
        self.write_count = 0

    def write(self, octets):
        while octets:
            octets = octets[os.write(self._fd, octets):]
        self.write_count += 1
        if self.write_count == self._die_after:
            os.kill(os.getpid(), signal.SIGKILL)

    def deadline(self, seconds):
        return time.monotonic() + seconds * self._patience

    def _fill(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([self._fd], [], [], left)[0]:
            raise TimeoutError
        self._octets += self._read()

    def _read(self):
        octets = os.read(self._fd, 4096)
        if not octets:
            raise Failure("the line is closed")
        return octets

    def read(self, deadline):
        """The next line that is not empty, without its end; or ">"."""
        while True:
            self._octets = self._octets.lstrip(b"\r\n")
            if self._octets.startswith(b">"):
                self._octets = self._octets[1:]
                return ">"
            text, end, rest = self._octets.partition(b"\n")
            if end:
                self._octets = rest
                return text.rstrip(b"\r").decode("utf-8", "replace")
            self._fill(deadline)

    def read_counted(self, count, deadline):
        """So many octets, and the end of line behind them."""
        while len(self._octets) < count + 2:
            self._fill(deadline)
        octets = self._octets[:count]
        self._octets = self._octets[count + 2:]
        return octets

    def drain(self, silence):
        while select.select([self._fd], [], [], silence)[0]:
            self._read()
        self._octets = b""


class Module:
    """Commands and answers, with messages and lost links collected on the way."""

    def __init__(self, lines):
        self._lines = lines
        self.messages = collections.deque()
        self.lost = collections.deque()
        self._incoming = [b"", b""]
        self._handlers = [
            (re.compile(r"\+CMQTTRXSTART: 0,\d+,\d+"), self._on_start),
            (re.compile(r"\+CMQTTRXTOPIC: 0,(\d+)"), self._on_topic),
            (re.compile(r"\+CMQTTRXPAYLOAD: 0,(\d+)"), self._on_payload),
            (re.compile(r"\+CMQTTRXEND: 0"), self._on_end),
            (re.compile(r"\+CMQTTCONNLOST: 0,(\d+)"), self._on_lost),
            (re.compile(r"\+CMQTTNONET|\+CMQTTPING: .*"), self._ignore),
            # What modules tell about themselves, at the start or when they like.
            (re.compile(r"RDY|\*ATREADY: .*|\*ISIMAID: .*|SMS DONE|PB DONE|\+CGEV: .*|\+MSTK: .*"),
             self._ignore),
        ]

    def _on_start(self, _):
        self._incoming = [b"", b""]

    def _on_topic(self, found):
        self._incoming[0] += self._lines.read_counted(int(found[1]), self._lines.deadline(ANSWER_S))

    def _on_payload(self, found):
        self._incoming[1] += self._lines.read_counted(int(found[1]), self._lines.deadline(ANSWER_S))

    def _on_end(self, _):
        self.messages.append(tuple(self._incoming))

    def _on_lost(self, found):
        self.lost.append(int(found[1]))

    def _ignore(self, found):
        print("  the module says", found[0])

    def _dispatch(self, line):
        for pattern, handler in self._handlers:
            found = pattern.fullmatch(line)
            if found:
                handler(found)
                return True
        return False

    def wait(self, is_met, seconds):
        """Dispatches what comes until the condition is met."""
        deadline = self._lines.deadline(seconds)
        while not is_met():
            line = self._lines.read(deadline)
            if not self._dispatch(line):
                raise Failure(f"unexpected line {line!r}")

    def ask(self, command, *expected, seconds=ANSWER_S):
        """Sends a command and takes lines out of the queue of expected ones, in any order: modules
        differ in whether OK or the result is first. Returns what the patterns have matched, in their
        order. ERROR ends the waiting, whatever stands before it."""
        print(command)
        self._lines.write(command.encode() + b"\r")
        return self._expect(command, expected or ("OK",), self._lines.deadline(seconds))

    def _expect(self, what, expected, deadline):
        queue = [re.compile(each) for each in expected]
        found = {}
        while len(found) < len(queue):
            try:
                line = self._lines.read(deadline)
            except TimeoutError:
                raise Failure(f"{what}: no answer like {expected}") from None
            number = next((i for i, each in enumerate(queue)
                           if i not in found and each.fullmatch(line)), None)
            if number is not None:
                found[number] = queue[number].fullmatch(line)
            elif self._dispatch(line) or line in (what, what + "\r"):
                continue
            elif line == "ERROR" or line.startswith("+CME ERROR"):
                raise Failure(f"{what}: {line}")
            elif not line.startswith("+"):
                raise Failure(f"{what}: {line!r} instead of {expected}")
            else:
                print("  ", line)
        return [found[i] for i in range(len(queue))]

    def enter(self, command, octets, *expected):
        """A command with a prompt, and its octets."""
        self.ask(command, ">")
        self._lines.write(octets)
        return self._expect(command, expected or ("OK",), self._lines.deadline(NETWORK_S))

    def attempt(self, command):
        """For what may well be refused. Returns whether it was not."""
        try:
            self.ask(command, seconds=ANSWER_S)
            return True
        except Failure as failure:
            print("  ", failure)
            return False

    def synchronize(self):
        """AT until it is answered. A module that starts does not listen, and one that waits for data,
        because the last run was cut off, needs as many octets as it waits for."""
        for attempt in range(100):
            self._lines.drain(0.05)
            print("AT")
            self._lines.write(b"AT\r")
            try:
                self._expect("AT", ("OK",), time.monotonic() + 0.3)
                return
            except Failure as failure:
                print("  ", failure)
            if attempt > 1:
                self._lines.write(b"\r" * 256)
        raise Failure("the module does not answer")


class Session:
    """What the application does with the module."""

    def __init__(self, module, options):
        self._module = module
        self._options = options
        self._topic = f"hosts/{options.id}".encode()

    def run(self):
        self._begin()
        self._wait_for_network()
        if self._options.tls:
            self._enter_certificate(self._options.tls)
        self._start()
        self._connect()
        self._subscribe()
        for qos in range(3):
            self._publish(qos)
        if self._options.lose_link:
            self._lose_link()
        self._end()

    def _begin(self):
        module = self._module
        module.synchronize()
        if self._options.reset:
            module.attempt(self._options.reset)
            module.synchronize()
        module.ask("ATE0")
        # Whatever a former run has left behind.
        for command in ("AT+CMQTTDISC=0,60", "AT+CMQTTREL=0", "AT+CMQTTSTOP"):
            module.attempt(command)

    def _wait_for_network(self):
        module = self._module
        module.ask("AT+CMEE=2")
        module.ask("AT+CPIN?", r"\+CPIN: READY", "OK")
        signal_strength = module.ask("AT+CSQ", r"\+CSQ: (\d+),\d+", "OK")[0][1]
        print("  signal", signal_strength)
        module.ask("AT+CREG?", r"\+CREG: \d,[15]", "OK")
        module.ask("AT+CEREG?", r"\+CEREG: \d,[15]", "OK")
        module.ask('AT+CGDCONT=1,"IP","internet"')
        module.ask("AT+CGACT=1,1", seconds=NETWORK_S)
        address = module.ask("AT+CGPADDR=1", r'\+CGPADDR: 1,"?([0-9.]+).*', "OK")[0][1]
        print("  address", address)
        module.ask("AT+CCLK?", r'\+CCLK: "\d\d/\d\d/\d\d,\d\d:\d\d:\d\d[+-]\d\d"', "OK")

    def _enter_certificate(self, path):
        module = self._module
        with open(path, "rb") as file:
            octets = file.read()
        module.enter(f'AT+CCERTDOWN="host-ca.pem",{len(octets)}', octets)
        for key, value in (("sslversion", 4), ("authmode", 1), ("cacert", '"host-ca.pem"'),
                           ("enableSNI", 1)):
            module.ask(f'AT+CSSLCFG="{key}",0,{value}')

    def _start(self):
        module = self._module
        try:
            module.ask("AT+CMQTTSTART", "OK", r"\+CMQTTSTART: 0", seconds=NETWORK_S)
        except Failure as failure:
            # Some tell 23 before it, some do not: what matters is that it runs already.
            print("  ", failure, "- it is started already")
        module.attempt("AT+CMQTTREL=0")
        module.ask(f'AT+CMQTTACCQ=0,"{self._options.id}",{int(bool(self._options.tls))}')
        if self._options.tls:
            module.ask("AT+CMQTTSSLCFG=0,0")

    def _connect(self):
        command = f'AT+CMQTTCONNECT=0,"{self._options.server}",60,1'
        err = self._module.ask(command, "OK", r"\+CMQTTCONNECT: 0,(\d+)", seconds=NETWORK_S)[1][1]
        if err != "0":
            raise Failure(f"{command}: {err}")

    def _subscribe(self):
        self._module.enter(f"AT+CMQTTSUB=0,{len(self._topic)},2", self._topic, "OK",
                           r"\+CMQTTSUB: 0,0")

    def _publish(self, qos):
        module = self._module
        # It looks like an answer, on purpose.
        payload = b"QoS %d\r\nOK\r\n\r\nERROR\r\n>" % qos
        module.enter(f"AT+CMQTTTOPIC=0,{len(self._topic)}", self._topic)
        module.enter(f"AT+CMQTTPAYLOAD=0,{len(payload)}", payload)
        module.ask(f"AT+CMQTTPUB=0,{qos},60", "OK", r"\+CMQTTPUB: 0,0", seconds=NETWORK_S)
        module.wait(lambda: module.messages, NETWORK_S)
        message = module.messages.popleft()
        if message != (self._topic, payload):
            raise Failure(f"another message has come: {message}")
        print("  message received")

    def _lose_link(self):
        module = self._module
        print("waiting for the link to be lost", flush=True)
        module.wait(lambda: module.lost, NETWORK_S)
        print("  cause", module.lost.popleft())
        for attempt in range(100):
            try:
                self._connect()
                break
            except Failure as failure:
                print("  ", failure)
                if attempt == 99:
                    raise
                time.sleep(0.1)
        self._subscribe()
        self._publish(1)

    def _end(self):
        module = self._module
        module.ask("AT+CMQTTDISC=0,60", "OK", r"\+CMQTTDISC: 0,0", seconds=NETWORK_S)
        module.ask("AT+CMQTTREL=0")
        module.ask("AT+CMQTTSTOP", "OK", r"\+CMQTTSTOP: 0", seconds=NETWORK_S)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("port", help="HOST:PORT, a Unix socket, or a terminal device")
    parser.add_argument("server", help="tcp://SERVER[:PORT]")
    parser.add_argument("--id", default="host", help="the client id, also part of the topic")
    parser.add_argument("--tls", metavar="CA.pem", help="TLS, with the CA of the server")
    parser.add_argument("--reset", metavar="COMMAND", help="resets the module by it at first")
    parser.add_argument("--lose-link", action="store_true",
                        help="waits until the server is gone, and comes back to it")
    parser.add_argument("--die-after", type=int, default=0, metavar="N",
                        help="is killed when it has sent N times")
    parser.add_argument("--patience", type=int, default=1, metavar="N",
                        help="waits N times as long")
    return parser.parse_args()


def main():
    options = read_options()
    lines = Lines(open_port(options.port), options)
    try:
        Session(Module(lines), options).run()
    except (Failure, TimeoutError) as failure:
        print("failed:", failure or "no answer")
        return 1
    print("done after", lines.write_count, "writes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
