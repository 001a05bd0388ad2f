#!/usr/bin/env python3
"""Runs as many modems as 20,000 descriptors allow through a restart of their brokers.

large_fleet.py PROGRAM [--modems N] [--tls] [--brokers N] [--rate N]

Each modem has two connections. The run is: all connect; they are idle; the brokers are killed and
started again; all connect again; SIGINT. It ends with 1 unless every modem was connected twice and
none had a wrong answer, and prints what it took. 9,500 modems without --tls, 1,000 with it.
"""

import argparse
import contextlib
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "integration")]
sys.dont_write_bytecode = True

from fleet_clients import TLS_LINES, connected_clients
from figures import cpu_seconds, resident_octets
from support.broker import BROKER, free_port
from support.tls_lab import Laboratory

DESCRIPTORS = 20_000
CLIENTS = 2
PATIENCE_S = 300
IDLE_S = 10

SCRIPT = HERE.parent / "examples" / "fleet" / "storm.at"


def limit_descriptors():
    resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, DESCRIPTORS))


class Broker:
    """A mosquitto that says nothing."""

    def __init__(self, directory, lines):
        self.port = free_port()
        self._path = os.path.join(directory, f"{self.port}.conf")
        with open(self._path, "w", encoding="utf-8") as config:
            config.write("\n".join([f"listener {self.port} 127.0.0.1", "allow_anonymous true",
                                    "persistence false", "log_type error", *lines]) + "\n")
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen([BROKER, "-c", self._path], preexec_fn=limit_descriptors,
                                        stderr=subprocess.DEVNULL)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Fleet:
    def __init__(self, options, script, brokers, more):
        self._errors = tempfile.TemporaryFile("w+")
        port = free_port()
        host = "localhost" if options.tls else "127.0.0.1"
        command = [options.program, "fleet", "--script", script, "--modems", str(options.modems),
                   "--broker", "|".join(f"{host}:{broker.port}" for broker in brokers),
                   "--metrics", f"127.0.0.1:{port}", "--rate", str(options.rate),
                   "--expect", f"connected=={options.modems * CLIENTS}", "--expect", "errors==0",
                   *more]
        self._port = port
        self.process = subprocess.Popen(command, stderr=self._errors, stdout=subprocess.PIPE,
                                        preexec_fn=limit_descriptors, text=True)

    def connected(self):
        return connected_clients(self._port)

    def wait_until(self, connected):
        """Returns the seconds that it took, to a quarter of one."""
        start = time.monotonic()
        while self.connected() != connected:
            if time.monotonic() - start > PATIENCE_S or self.process.poll() is not None:
                self._errors.seek(0)
                raise SystemExit(f"{self.connected()} of {connected} are connected:\n"
                                 + self._errors.read()[-4000:])
            time.sleep(0.25)
        return time.monotonic() - start

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))


def row(text, value):
    print(f"{text:<48} {value}", flush=True)


def measure(options, script, brokers, more):
    clients = options.modems * CLIENTS
    fleet = Fleet(options, script, brokers, more)
    pid = fleet.process.pid
    try:
        seconds = fleet.wait_until(clients)
        row(f"{options.modems} modems, {clients} connections: connected after", f"{seconds:.1f} s")
        row("CPU time of that, each connection", f"{cpu_seconds(pid) / clients * 1e6:.0f} us")
        row("descriptors open", fleet.descriptors())
        row("resident, each modem", f"{resident_octets(pid) / options.modems / 1024:.2f} KiB")
        cpu = cpu_seconds(pid)
        time.sleep(IDLE_S)
        row("CPU when idle", f"{(cpu_seconds(pid) - cpu) / IDLE_S * 100:.1f} % of a core")
        cpu = cpu_seconds(pid)
        for broker in brokers:
            broker.kill()
        fleet.wait_until(0)
        for broker in brokers:
            broker.start()
        seconds = fleet.wait_until(clients)
        row("brokers restarted: all connected again after", f"{seconds:.1f} s")
        row("CPU time of that, each connection", f"{(cpu_seconds(pid) - cpu) / clients * 1e6:.0f} us")
        row("resident then, each modem", f"{resident_octets(pid) / options.modems / 1024:.2f} KiB")
        fleet.process.send_signal(signal.SIGINT)
        start = time.monotonic()
        summary, _ = fleet.process.communicate(timeout=PATIENCE_S)
        row("end after SIGINT", f"{time.monotonic() - start:.1f} s")
        print(summary)
        return fleet.process.returncode
    finally:
        fleet.process.kill()
        fleet.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program")
    parser.add_argument("--modems", type=int)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--brokers", type=int, default=4)
    parser.add_argument("--rate", type=int, default=1000)
    options = parser.parse_args()
    options.modems = options.modems or (1_000 if options.tls else 9_500)
    assert shutil.which(options.program), f"there is no {options.program}"
    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="atmqtt-fleet-"))
        os.chmod(directory, 0o755)
        lines, more = [], []
        text = SCRIPT.read_text(encoding="utf-8")
        if options.tls:
            laboratory = Laboratory()
            stack.callback(laboratory.close)
            lines = [f"certfile {laboratory.path('localhost.pem')}", f"keyfile {laboratory.path('server.key')}"]
            more = ["--certificate", f"ca.pem={laboratory.path('ca.pem')}"]
            text = re.sub(r'(AT\+CMQTTACCQ=.*),0$', r"\1,1", text, flags=re.MULTILINE)
            text = text.replace("> AT+CMQTTSTART\n", TLS_LINES + "> AT+CMQTTSTART\n", 1)
        script = os.path.join(directory, "script.at")
        pathlib.Path(script).write_text(text, encoding="utf-8")
        brokers = []
        for _ in range(options.brokers):
            brokers.append(Broker(directory, lines))
            stack.callback(brokers[-1].kill)
        return measure(options, script, brokers, more)


if __name__ == "__main__":
    sys.exit(main())
