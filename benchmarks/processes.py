"""The two sides of the measurements of many clients: the program, and libmosquitto in an epoll loop.

Both have the same methods: connect() makes all connections, at most WINDOW at a time, and returns
the seconds that took; `process_id` is where memory and CPU time are read. Both are ready to connect
when they are made, and gone when they are closed.
"""

import os
import selectors
import signal
import socket
import subprocess
import time

# A broker queues about a hundred connections that it has not accepted. Beyond that the system drops
# attempts and tries again after a second, which would be measured instead of either side.
WINDOW = 64

PATIENCE_S = 60
OK = b"\r\nOK\r\n"
PROMPT = b"\r\n>"
CLIENTS_PER_MODEM = 2


class Program:
    """A process with its standard error in a file, so that it never waits for a reader."""

    def __init__(self, command, directory):
        self._log_path = os.path.join(directory, f"{os.path.basename(command[0])}.log")
        with open(self._log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=log)

    @property
    def process_id(self):
        return self.process.pid

    def wait_for_log(self, mark):
        """The text behind the mark in the first line of standard error that has it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            with open(self._log_path, encoding="utf-8") as log:
                for line in log:
                    if mark in line and line.endswith("\n"):
                        return line.rpartition(mark)[2].strip()
            if self.process.poll() is not None:
                break
            time.sleep(0.002)
        raise RuntimeError(f"{self.process.args[0]} does not say {mark!r}: {self.log()}")

    def log(self):
        with open(self._log_path, encoding="utf-8") as log:
            return log.read()

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()


class LibmosquittoClients(Program):
    """`count` clients of libmosquitto."""

    def __init__(self, program, directory, port, count, keep_alive_s, ca_path=None):
        command = [program, "localhost", str(port), str(count), str(keep_alive_s), str(WINDOW)]
        super().__init__(command + ([ca_path] if ca_path else []), directory)
        self._expect(b"made\n")

    def connect(self):
        start = time.monotonic()
        self.process.stdin.write(b"connect\n")
        self.process.stdin.flush()
        self._expect(b"connected\n")
        return time.monotonic() - start

    def _expect(self, line):
        got = self.process.stdout.readline()
        if got != line:
            raise RuntimeError(f"libmosquitto_clients said {got!r} instead of {line!r}: {self.log()}")


class ModemClients(Program):
    """`count` clients of the program: modems of one TCP port with two clients each, driven by a host
    in this process."""

    def __init__(self, program, directory, port, count, keep_alive_s, ca_path=None):
        super().__init__([program, "--tcp", "127.0.0.1:0", "--modem-per-connection"], directory)
        self._port = port
        self._keep_alive_s = keep_alive_s
        address, _, tcp_port = self.wait_for_log("ready: tcp ").rpartition(":")
        self._place = (address, int(tcp_port))
        with open(ca_path, "rb") if ca_path else open(os.devnull, "rb") as file:
            self._ca = file.read()
        self._hosts = [self._new_host(number) for number in range(count // CLIENTS_PER_MODEM)]

    def _new_host(self, number):
        host = socket.create_connection(self._place, PATIENCE_S)
        ask(host, b"ATE0\r", b"ATE0\r" + OK)
        if self._ca:
            ask(host, b'AT+CCERTDOWN="ca.pem",%d\r' % len(self._ca), PROMPT)
            ask(host, self._ca, OK)
            for context in range(CLIENTS_PER_MODEM):
                ask(host, b'AT+CSSLCFG="authmode",%d,1\r' % context, OK)
                ask(host, b'AT+CSSLCFG="cacert",%d,"ca.pem"\r' % context, OK)
        ask(host, b"AT+CMQTTSTART\r", OK + b"\r\n+CMQTTSTART: 0\r\n")
        for client in range(CLIENTS_PER_MODEM):
            ask(host, b'AT+CMQTTACCQ=%d,"ours-%d-%d-%d",%d\r'
                % (client, self.process_id, number, client, bool(self._ca)), OK)
        return host

    def connect(self):
        waiting = [(host, client) for host in self._hosts for client in range(CLIENTS_PER_MODEM)]
        waiting.reverse()
        received = {host: b"" for host in self._hosts}
        pending = 0
        start = time.monotonic()
        with selectors.DefaultSelector() as selector:
            for host in self._hosts:
                host.setblocking(False)
                selector.register(host, selectors.EVENT_READ)
            while waiting or pending:
                while waiting and pending < WINDOW:
                    host, client = waiting.pop()
                    host.send(b'AT+CMQTTCONNECT=%d,"tcp://localhost:%d",%d,1\r'
                              % (client, self._port, self._keep_alive_s))
                    pending += 1
                events = selector.select(PATIENCE_S)
                if not events:
                    raise RuntimeError(f"{pending} connections stand out: {self.log()}")
                for key, _ in events:
                    received[key.fileobj] += key.fileobj.recv(4096)
                    pending -= self._take_results(key.fileobj, received)
        return time.monotonic() - start

    def _take_results(self, host, received):
        count = 0
        for client in range(CLIENTS_PER_MODEM):
            result = b"\r\n+CMQTTCONNECT: %d,0\r\n" % client
            if result in received[host]:
                received[host] = received[host].replace(result, b"")
                count += 1
        if b"+CMQTT" in received[host]:
            raise RuntimeError(f"a modem said {received[host]!r}: {self.log()}")
        return count

    def close(self):
        for host in self._hosts:
            host.close()
        super().close()


def ask(host, octets, answer):
    """Sends the octets and demands exactly this answer."""
    host.sendall(octets)
    got = b""
    while len(got) < len(answer):
        more = host.recv(4096)
        if not more:
            break
        got += more
    if got != answer:
        raise RuntimeError(f"{octets[:60]!r} was answered {got!r} instead of {answer!r}")
