"""The processes that take part in a measurement. Each is gone when it is closed."""

import os
import signal
import socket
import subprocess
import time

from figures import Sample, cpu_seconds, resident_octets
from support.broker import BROKER, free_port

# A broker queues about a hundred connections that it has not accepted. Beyond that the system drops
# attempts and tries again after a second, which would be measured instead of either side.
WINDOW = 64

# What is measured has a core of its own, and what it talks with has the other, as on two machines.
# Left to the scheduler, a process now shares its core with the host and now does not, and which of
# both is most of what a turn takes. On a machine of one core there is nothing to choose.
CORES = sorted(os.sched_getaffinity(0))
HOST_CORE, MEASURED_CORE = CORES[0], CORES[-1]


def on_core(core, command):
    return ["taskset", "--cpu-list", str(core), *(str(word) for word in command)]


PATIENCE_S = 60
OK = b"\r\nOK\r\n"
# Long enough that nothing is sent for it meanwhile.
NO_KEEP_ALIVE_S = 600


class Program:
    """A process with its standard error in a file, so that it never waits for a reader."""

    def __init__(self, command, stage, core=None):
        self._log_path = stage.new_path(os.path.basename(command[0]) + ".log")
        command = [str(word) for word in command] if core is None else on_core(core, command)
        with open(self._log_path, "wb") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            stderr=log)
        stage.callback(self.close)

    @property
    def process_id(self):
        return self.process.pid

    def line(self):
        """The next line of standard output."""
        got = self.process.stdout.readline().decode()
        if not got.endswith("\n"):
            raise RuntimeError(f"{self.process.args} has ended: {self.log()}")
        return got.strip()

    def step(self, answer):
        """One line on standard input, and its answer. Returns the seconds that took."""
        start = time.monotonic()
        self.process.stdin.write(b"next\n")
        self.process.stdin.flush()
        got = self.line()
        if got != answer:
            raise RuntimeError(f"{self.process.args} said {got!r} instead of {answer!r}")
        return time.monotonic() - start

    def wait_for_log(self, mark):
        """The text behind the mark in the first line of standard error that has it."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            for line in self.log().splitlines(keepends=True):
                if mark in line and line.endswith("\n"):
                    return line.rpartition(mark)[2].strip()
            time.sleep(0.002)
        raise RuntimeError(f"{self.process.args} does not say {mark!r}: {self.log()}")

    def log(self):
        with open(self._log_path, encoding="utf-8") as log:
            return log.read()

    def close(self):
        if self.process.stdin.closed:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_S)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdin.close()
            self.process.stdout.close()


class Broker(Program):
    """mosquitto without a log, so that only what is measured costs time."""

    def __init__(self, stage, *configuration, core=None):
        self.port = free_port()
        path = stage.new_path("mosquitto.conf")
        lines = [f"listener {self.port} 127.0.0.1", "allow_anonymous true", "persistence false",
                 "log_type none", "max_queued_messages 0", "set_tcp_nodelay true", *configuration]
        with open(path, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        super().__init__([BROKER, "-c", path], stage, core)
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except ConnectionRefusedError:
                time.sleep(0.01)
        raise RuntimeError("mosquitto does not listen")


class Modem(Program):
    """One modem of ours without echo, on a TCP port, a pty, or both; the host's side of it."""

    def __init__(self, stage, kind):
        self._terminal = stage.new_path("modem")
        option = {"tcp": ["--tcp", "127.0.0.1:0"], "pty": [f"--pty={self._terminal}"]}[kind]
        super().__init__([stage.program, *option, "--set", "echo=off"], stage, MEASURED_CORE)
        ready = self.wait_for_log(f"ready: {kind} ")
        # What line_host takes: a port or a path.
        self.place = ready.rpartition(":")[2] if kind == "tcp" else ready.split()[0]

    def connect(self, port, keep_alive_s=NO_KEEP_ALIVE_S):
        """Client 0 to a broker. The modem keeps that when this host goes."""
        with Host(self.place) as host:
            host.ask(b"AT+CMQTTSTART\r", OK + b"\r\n+CMQTTSTART: 0\r\n")
            host.ask(b'AT+CMQTTACCQ=0,"ours-%d"\r' % self.process_id, OK)
            host.ask(b'AT+CMQTTCONNECT=0,"tcp://127.0.0.1:%d",%d,1\r' % (port, keep_alive_s),
                     OK + b"\r\n+CMQTTCONNECT: 0,0\r\n")


class Host:
    """The host's end of a line, where run.py itself asks what is not measured."""

    def __init__(self, place):
        if place.isdigit():
            self._socket = socket.create_connection(("127.0.0.1", int(place)))
            self._fd = self._socket.fileno()
        else:
            self._socket = None
            self._fd = os.open(place, os.O_RDWR | os.O_NOCTTY)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self._socket is None:
            os.close(self._fd)
            return
        # A modem that has not noticed the end would refuse the next host.
        self._socket.shutdown(socket.SHUT_WR)
        while self._socket.recv(4096):
            pass
        self._socket.close()

    def ask(self, octets, answer):
        """Sends the octets and demands exactly this answer."""
        os.write(self._fd, octets)
        got = b""
        while len(got) < len(answer):
            more = os.read(self._fd, 4096)
            if not more:
                break
            got += more
        if got != answer:
            raise RuntimeError(f"{octets[:60]!r} was answered {got!r} instead of {answer!r}")


class Clients(Program):
    """`count` clients of a broker, which are made by make(). `measured` is the process that has
    them."""

    def __init__(self, stage, count, command, measured=None):
        super().__init__(command, stage)
        if self.line() != "ready":
            raise RuntimeError(self.log())
        self.measured = measured or self.process_id
        self.count = count
        self._octets = resident_octets(self.measured)

    def make(self):
        self.step("made")

    def connect(self):
        """All of them, at most WINDOW at a time: connections per second."""
        cpu = cpu_seconds(self.measured)
        seconds = self.step("connected")
        return Sample(self.count / seconds,
                      (cpu_seconds(self.measured) - cpu) / self.count * 1e6)

    def memory(self):
        """KiB of each, with its share of a modem."""
        return Sample((resident_octets(self.measured) - self._octets) / self.count / 1024)


class LibmosquittoClients(Clients):
    """`count` clients of libmosquitto in one epoll loop."""

    def __init__(self, stage, port, count, keep_alive_s, ca_path=None):
        super().__init__(stage, count,
                         [stage.peer("libmosquitto_clients"), "localhost", port, count,
                          keep_alive_s, WINDOW, *([ca_path] if ca_path else [])])


class ModemClients(Clients):
    """`count` clients of the program, whose modems each are a connection to one port. Their host is
    a process of its own and not measured."""

    def __init__(self, stage, port, count, keep_alive_s, ca_path=None, clients_per_modem=2):
        self.modems = Program([stage.program, "--tcp", "127.0.0.1:0", "--modem-per-connection"],
                              stage)
        place = self.modems.wait_for_log("ready: tcp ")
        super().__init__(stage, count,
                         [stage.peer("modem_clients"), place.rpartition(":")[2], port, count,
                          clients_per_modem, keep_alive_s, WINDOW,
                          *([ca_path] if ca_path else [])], self.modems.process_id)

    def close(self):
        super().close()
        self.modems.close()
