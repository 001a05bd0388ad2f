#!/usr/bin/env python3
"""Measures the program beside what one would take instead, and prints one table of ratios.

run.py BUILD_DIRECTORY [--json FILE] [--rounds N]

Every row is a ratio of figures of the same run: ours and the peer's in turn, each in a new process,
against the same broker. The table shows the medians; the JSON file holds every round. Ends with 1
when a ratio that is to be reached is missed.
"""

import argparse
import contextlib
import json
import os
import pathlib
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "integration")]
sys.dont_write_bytecode = True

from figures import Row, cpu_seconds, resident_octets, table
from processes import LibmosquittoClients, ModemClients
from support.broker import Mosquitto
from support.tls_lab import Laboratory

PEER = "libmosquitto, one epoll loop"
# libmosquitto takes no shorter one.
KEEP_ALIVE_S = 5
# mosquitto looks at keep alive once a second, and so does the peer.
IDLE_S = KEEP_ALIVE_S + 2


class Stage(contextlib.ExitStack):
    """What a broker of the tests needs of its test case."""

    def __init__(self):
        super().__init__()
        self.directory = self.enter_context(tempfile.TemporaryDirectory(prefix="atmqtt-bench-"))
        os.chmod(self.directory, 0o755)
        self._count = 0

    def addCleanup(self, function, *arguments):
        self.callback(function, *arguments)

    def new_path(self, name):
        self._count += 1
        return os.path.join(self.directory, f"{self._count}-{name}")


def measure_clients(make, count):
    """Connects, idles over one keep-alive: connections per second, CPU time and memory of each."""
    side = make(count)
    try:
        octets = resident_octets(side.process_id)
        cpu = cpu_seconds(side.process_id)
        seconds = side.connect()
        cpu = cpu_seconds(side.process_id) - cpu
        time.sleep(IDLE_S)
        octets = resident_octets(side.process_id) - octets
        return count / seconds, cpu / count * 1e6, octets / count / 1024
    finally:
        side.close()


def many_clients(options, progress):
    """Rows of many clients over TCP and over TLS."""
    build = pathlib.Path(options.build)
    peer = str(build / "benchmarks" / "libmosquitto_clients")
    program = str(build / "atmqtt")
    rows = []
    for transport, memory_goal in (("TCP", ""), ("TLS", "<= 0.35")):
        with Stage() as stage:
            laboratory = Laboratory()
            stage.callback(laboratory.close)
            is_tls = transport == "TLS"
            # The name in the certificate is checked by both, so it is that of this machine.
            ca_path = laboratory.path("ca.pem") if is_tls else None
            broker = (laboratory.broker(stage, certificate="localhost") if is_tls
                      else Mosquitto(stage))

            def ours(count, program=program, stage=stage, broker=broker, ca_path=ca_path):
                return ModemClients(program, stage.directory, broker.port, count, KEEP_ALIVE_S,
                                    ca_path)

            def theirs(count, peer=peer, stage=stage, broker=broker, ca_path=ca_path):
                return LibmosquittoClients(peer, stage.directory, broker.port, count, KEEP_ALIVE_S,
                                           ca_path)

            rate = Row(f"connect rate, {transport}", "1/s", PEER, ">= 1.0")
            cpu = Row(f"connect CPU, {transport}", "us", PEER, "")
            memory = Row(f"memory of an idle client, {transport}", "KiB", PEER, memory_goal)
            for number in range(options.rounds):
                progress(f"{options.clients} clients over {transport}: "
                         f"round {number + 1} of {options.rounds}")
                for row, left, right in zip((rate, cpu, memory),
                                            measure_clients(ours, options.clients),
                                            measure_clients(theirs, options.clients)):
                    row.add(left, right)
            rows += [rate, cpu, memory]
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", help="a directory with the release build")
    parser.add_argument("--json", help="writes the rows with every round here")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=1000, help="how many, for rows of many")
    options = parser.parse_args()

    def progress(text):
        print(text, file=sys.stderr, flush=True)

    rows = many_clients(options, progress)
    print(table(rows))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([row.as_json() for row in rows], file, indent=2)
            file.write("\n")
    return 0 if all(row.is_reached() for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
