"""Rows of many clients: connect rate, memory, growth."""

import itertools
import time

from figures import Row, Sample, cpu_seconds, repeat
from fleet_clients import FleetClients
from processes import Broker, LibmosquittoClients, ModemClients
from stage import Stage
from support.tls_lab import Laboratory

PEER = "libmosquitto, one epoll loop"
CLIENTS_PER_MODEM = 2
# libmosquitto takes no shorter one.
KEEP_ALIVE_S = 5
# mosquitto looks at keep alive once a second, and so does the peer.
IDLE_S = KEEP_ALIVE_S + 2

# A modem, and its share of two clients.
MODEM_KIB = 4
CLIENT_KIB = 1.5
MEMORY_GOAL = f"<= {CLIENT_KIB + MODEM_KIB / CLIENTS_PER_MODEM}"

GROWTH_COUNTS = (100, 1000, 9500)
GROWTH_KEEP_ALIVE_S = 2
GROWTH_WINDOW_S = 10


def tls_broker(stage):
    """Its CA and itself. The name in the certificate is checked, so it is that of this machine."""
    laboratory = Laboratory()
    stage.callback(laboratory.close)
    ca_path = laboratory.path("ca.pem")
    return ca_path, Broker(stage, f"cafile {ca_path}", f"certfile {laboratory.path('localhost.pem')}",
                           f"keyfile {laboratory.path('server.key')}")


def measure_clients(stage, count, port, ca_path, ours_first):
    """Both sides connect one after the other: connection rates. Then a fleet with as many clients
    and theirs idle over one keep-alive together: memory of a client, each of ours and of theirs."""
    sides = [make(stage, port, count, KEEP_ALIVE_S, ca_path)
             for make in (ModemClients, LibmosquittoClients)]
    rates = [None, None]
    for index in (0, 1) if ours_first else (1, 0):
        sides[index].make()
        rates[index] = sides[index].connect()
    modems, theirs = sides
    modems.close()

    # Like theirs before they make clients: a fleet of one modem, which has none.
    without_clients = FleetClients(stage, port, 1, 0, KEEP_ALIVE_S)
    without_clients.wait_until_connected()
    base = without_clients.octets()
    without_clients.close()
    fleet = FleetClients(stage, port, count // CLIENTS_PER_MODEM, CLIENTS_PER_MODEM, KEEP_ALIVE_S,
                         ca_path)
    fleet.wait_until_connected()
    time.sleep(IDLE_S)
    memory = [Sample((fleet.octets() - base) / count / 1024), theirs.memory()]
    fleet.close()
    theirs.close()
    return rates, memory


def connect(options, progress):
    rows = []
    for transport, count in itertools.product(("TCP", "TLS"), options.clients):
        with Stage(options.build) as stage:
            ca_path, broker = tls_broker(stage) if transport == "TLS" else (None, Broker(stage))
            rate = Row(f"connect rate, {transport}, {count} clients", "1/s", PEER, ">= 1.0")
            memory = Row(f"memory of an idle client, {transport}, {count}", "KiB", PEER,
                         *(("<= 0.35",) if ca_path else (MEMORY_GOAL, "ours")))

            def measure_round(stage=stage, count=count, ca_path=ca_path, broker=broker, rate=rate,
                              memory=memory):
                rates, octets = measure_clients(stage, count, broker.port, ca_path,
                                                len(rate.ours) % 2 == 0)
                rate.add(*rates)
                memory.add(*octets)

            rows += repeat([rate, memory], measure_round, options.rounds, progress)
    return rows


def ping_cost(stage, broker, count):
    """CPU time per PINGREQ of so many idle modems."""
    fleet = FleetClients(stage, broker.port, count, 1, GROWTH_KEEP_ALIVE_S)
    fleet.wait_until_connected()
    time.sleep(GROWTH_KEEP_ALIVE_S)
    cpu = cpu_seconds(fleet.process_id)
    time.sleep(GROWTH_WINDOW_S)
    cpu = cpu_seconds(fleet.process_id) - cpu
    fleet.close()
    return Sample(cpu * 1e6 / (count * GROWTH_WINDOW_S / GROWTH_KEEP_ALIVE_S))


def growth(options, progress):
    base, *larger = GROWTH_COUNTS
    rows = [Row(f"CPU per PINGREQ, {count} idle modems", "us", f"{base} modems", "<= 1.1")
            for count in larger]
    with Stage(options.build) as stage:
        broker = Broker(stage)

        def measure_round():
            at_base = ping_cost(stage, broker, base)
            for row, count in zip(rows, larger):
                row.add(ping_cost(stage, broker, count), at_base)

        return repeat(rows, measure_round, options.rounds, progress)
