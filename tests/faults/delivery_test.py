"""QoS 1 and 2 in both directions while the broker is restarted or killed, and the path to it is."""

import asyncio
import collections
import contextlib
import os
import random
import re
import signal
import time

import scale
from broker_log import BrokerLog
from evidence import Evidence
from peer import Peer
from publisher import Publisher
from support.broker import Mosquitto, free_port
from support.case import IntegrationTest
from support.child import PATIENCE_S, Child
from support.modem import Modem
from support.own_broker import OwnBroker

MODEM_COUNT = 32

class KillableProxy(Child):
    """socat, and its child for each connection, between the modems and the broker."""

    def __init__(self, case, port, broker_port):
        super().__init__(case, ["socat", "-d", "-d",
                                f"TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr,backlog=64",
                                f"TCP:127.0.0.1:{broker_port}"], start_new_session=True)
        case.addCleanup(self.kill)
        self.errors.wait_for("listening on")

    def kill(self):
        """All of them at once, as a power cut would."""
        if self.is_running():
            os.killpg(self.process_id, signal.SIGKILL)
            self.process.wait(PATIENCE_S)
            self.errors.wait_for_end()  # a child may have the listening socket too


class Tally:
    """What has arrived of the messages of one direction: payloads are b"name qos number"."""

    def __init__(self, on_arrival):
        self.arrived = collections.Counter()
        self._on_arrival = on_arrival

    def add(self, topic, payload):
        self.arrived[topic, payload] += 1
        self._on_arrival()

    def missing(self, expected):
        arrived = {payload for _, payload in self.arrived}
        return [each for each in expected if each not in arrived]

    def repeated(self, qos):
        """How many too many there are, by topic."""
        counts = collections.Counter()
        for (topic, payload), count in self.arrived.items():
            if count > 1 and b" %d " % qos in payload:
                counts[topic.decode()] += count - 1
        return counts


class Delivery(IntegrationTest):
    """What the tests have in common; each has a kind of broker, made by make_broker()."""

    def setUp(self):
        super().setUp()
        self.random = random.Random(scale.seed())
        self.broker_log = BrokerLog()
        self.evidence = Evidence(self)
        self.broker = self.make_broker()
        self.proxy_port = free_port()
        self.proxy = KillableProxy(self, self.proxy_port, self.broker.port)
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--modem-per-connection", "--set", "echo=off",
                      *self.evidence.trace_options(), has_trace=False)
        self.modem_port = int(modem.ready().rpartition(":")[2])
        self.faults = collections.Counter()
        self.fault_distance = 1
        self.expected = [payload for number in range(MODEM_COUNT)
                         for payload in self.payloads(number)]
        self.fault_is_due = self.all_have_arrived = self.path = self.patience = None
        self.up = Tally(self.note_arrival)
        self.down = Tally(self.note_arrival)

    def note_arrival(self):
        self.patience.reschedule(asyncio.get_running_loop().time() + PATIENCE_S)
        if len(self.up.arrived) + len(self.down.arrived) == 2 * len(self.expected):
            self.all_have_arrived.set()
        self.fault_distance -= 1
        if self.fault_distance == 0:
            self.fault_is_due.set()

    def make_broker(self):
        raise NotImplementedError

    def restart_broker(self):
        self.broker.stop()
        self.broker.start()

    def kill_broker(self):
        self.broker.kill()
        self.broker.start()

    def restart_proxy(self):
        self.proxy.kill()
        self.proxy = KillableProxy(self, self.proxy_port, self.broker.port)

    async def make_faults(self, kinds):
        """Each behind a random count of messages: from one on, so that some faults meet connections
        that are just being made."""
        distance_max = max(400, 4 * scale.messages() // 200)
        while True:
            for fault in self.random.sample(kinds, len(kinds)):
                await self.fault_is_due.wait()
                self.fault_is_due.clear()
                self.path.clear()
                await asyncio.to_thread(fault)
                self.faults[fault.__name__] += 1
                self.fault_distance = self.random.randrange(1, distance_max)
                self.path.set()

    def payloads(self, number):
        """Those of one modem, in one direction."""
        count = -(-scale.messages() // MODEM_COUNT)
        return [b"m%d %d %d" % (number, qos, each) for each in range(count) for qos in (1, 2)]

    async def host(self, number):
        """One modem's host from its power-on; returns the task that keeps it online."""
        publisher = await Publisher(
            f"m{number}", f"tcp://127.0.0.1:{self.proxy_port}", self.path,
            lambda client, topic, payload: self.down.add(topic, payload)).open(self.modem_port)
        await publisher.connect()
        await publisher.subscribe(b"down/%d" % number, 2)
        self.publishers.append(publisher)
        self.all_subscribed.release()
        for payload in self.payloads(number):
            await publisher.publish(b"up/%d" % number, payload, int(payload.split(b" ")[1]))
        await publisher.stay_online()

    async def feed(self):
        for _ in range(MODEM_COUNT):
            await self.all_subscribed.acquire()
        messages = ((b"down/%d" % number, payload, int(payload.split(b" ")[1]))
                    for payloads in zip(*(self.payloads(each) for each in range(MODEM_COUNT)))
                    for number, payload in enumerate(payloads))
        await Peer(b"feeder", self.broker.port, self.path, messages).run()

    async def until_all_have_arrived(self):
        """Or until nothing has arrived for a long time."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S) as self.patience:
                await self.all_have_arrived.wait()

    async def play(self, kinds):
        self.path = asyncio.Event()
        self.path.set()
        self.fault_is_due = asyncio.Event()
        self.all_have_arrived = asyncio.Event()
        self.all_subscribed = asyncio.Semaphore(0)
        self.publishers = []
        subscriber = Peer(b"subscriber", self.broker.port, self.path, subscription=b"up/#",
                          on_message=self.up.add)
        tasks = [asyncio.create_task(subscriber.run())]
        await subscriber.is_subscribed.wait()
        watch = asyncio.create_task(self.until_all_have_arrived())
        tasks += [asyncio.create_task(each) for each in (
            self.make_faults(kinds), self.feed(), *(self.host(each) for each in range(MODEM_COUNT)))]
        try:
            while not watch.done():
                await asyncio.wait([watch, *tasks], return_when=asyncio.FIRST_COMPLETED)
                for each in [each for each in tasks if each.done()]:
                    each.result()
                    tasks.remove(each)
        finally:
            for each in (watch, *tasks):
                each.cancel()
            await asyncio.gather(watch, *tasks, return_exceptions=True)

    def check_delivery(self, *kinds):
        """Nothing is lost, and nothing of QoS 2 repeated but by the broker."""
        begin = time.monotonic()
        asyncio.run(self.play(kinds))
        seconds = time.monotonic() - begin
        directions = {"up": self.up, "down": self.down}
        lost = {name: tally.missing(self.expected) for name, tally in directions.items()}
        repeated = {name: {qos: tally.repeated(qos) for qos in (1, 2)}
                    for name, tally in directions.items()}
        # Repeated by whoever is not the broker.
        ours = (self.up.repeated(2) + self.down.repeated(2)) - self.broker_log.doubled
        sums = {name: sum(getattr(each, name) for each in self.publishers)
                for name in ("connect_count", "lost_count", "refused_count", "kept_count")}
        print(f"\n{len(self.expected)} messages in each direction, half of QoS 1 and half of QoS 2, "
              f"{MODEM_COUNT} modems, {seconds:.0f} s\nfaults {dict(self.faults)}, hosts {sums}")
        for name, tally in directions.items():
            print(f"{name}: lost {len(lost[name])}; repeated of QoS 1 {repeated[name][1].total()}, "
                  f"of QoS 2 {repeated[name][2].total()}")
        print(f"QoS 2: doubled by the broker, by its own log, "
              f"{self.broker_log.doubled.total()}; by others {ours.total()}")
        if not any(lost.values()) and not ours:
            self.evidence.discard()
        self.assertEqual(lost, {"up": [], "down": []})
        self.assertEqual(ours, {})
        self.assertEqual(set(self.faults), {each.__name__ for each in kinds})
        self.assertGreater(sums["lost_count"], 0)


class ThroughMosquitto(Delivery):
    """It keeps its store when it is stopped, so it is not killed."""

    def make_broker(self):
        store = self.new_path("store")
        os.mkdir(store)
        os.chmod(store, 0o777)
        return Mosquitto(self, store=store, consume=self.evidence.consume(self.broker_log.take))

    def test_brokers_restarted_and_proxies_killed(self):
        self.check_delivery(self.restart_broker, self.restart_proxy)

    def test_proxies_killed(self):
        self.check_delivery(self.restart_proxy)


class ThroughOwnBroker(Delivery):
    """It keeps everything that it has acknowledged when it is killed; and repeats nothing of QoS 2."""

    def make_broker(self):
        is_packet = re.compile(r"connection \d+ [<>] ").search
        return OwnBroker(self, "--store", self.new_path("store"), port=free_port(),
                         log_level="debug" if self.evidence.is_wanted() else "warning",
                         consume=self.evidence.consume(lambda line: is_packet(line) is not None))

    def test_own_brokers_and_proxies_killed(self):
        self.check_delivery(self.kill_broker, self.restart_proxy)
