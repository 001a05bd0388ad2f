"""`atmqtt broker --store FILE`: what it has acknowledged outlives it, however it ends."""

import os
import resource
import socket
import subprocess

from support.broker import Subscriber, publish
from support.case import IntegrationTest
from support.child import PATIENCE_S, Child
from support.modem import program
from support.own_broker import OwnBroker

CONNECT_AS_X = b"\x10\x0d\x00\x04MQTT\x04\x00\x00\x00\x00\x01x"
CONNACK = b"\x20\x02\x00\x00"


class BrokerStore(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.store = self.new_path("store")

    def subscribe(self, broker, *options):
        """By mosquitto_sub with a session that is kept: (qos, payload) of what waits."""
        result = subprocess.run(["mosquitto_sub", *broker.client_options(), "-c", "-i", "keeper",
                                 "-t", "kept", "-q", "2", "-F", "%q %p", *options],
                                capture_output=True, text=True, timeout=PATIENCE_S, check=True)
        return result.stdout.splitlines()

    def fail_to_start(self):
        """Returns what it says."""
        child = Child(self, [program(), "broker", "--port", "0", "--store", self.store])
        self.assertEqual(child.wait(), 3)
        return child.errors.all()[-1]

    def check_that_all_is_there_after(self, end):
        broker = OwnBroker(self, "--store", self.store)
        self.subscribe(broker, "-E")
        publish(self, broker, "retained", b"r", 1, retained=True)
        for qos in (1, 2):
            publish(self, broker, "kept", b"%d" % qos, qos)
        end(broker)
        broker.start()
        self.assertEqual(self.subscribe(broker, "-C", "2"), ["1 1", "2 2"])
        self.assertEqual(Subscriber(self, broker, "retained").messages(),
                         [(1, 1, b"retained", b"r")])

    def test_what_is_kept_is_there_after_a_kill(self):
        self.check_that_all_is_there_after(lambda broker: broker.kill())

    def test_what_is_kept_is_there_after_an_end_in_good_order(self):
        self.check_that_all_is_there_after(lambda broker: self.assertEqual(broker.stop(), 0))

    def test_without_it_everything_is_forgotten(self):
        broker = OwnBroker(self)
        publish(self, broker, "retained", b"r", 1, retained=True)
        broker.stop()
        broker.start()
        publish(self, broker, "other", b"o", 1, retained=True)
        self.assertEqual(Subscriber(self, broker, "#").messages(), [(1, 1, b"other", b"o")])

    def test_one_file_is_of_one_broker(self):
        OwnBroker(self, "--store", self.store)
        self.assertEqual(self.fail_to_start(),
                         f"atmqtt: --store {self.store}: in use by another process, which holds "
                         f"{self.store}.lock")

    def test_nobody_else_can_read_it(self):
        OwnBroker(self, "--store", self.store)
        self.assertEqual(os.stat(self.store).st_mode & 0o7777, 0o600)

    def test_a_record_that_was_cut_is_dropped_and_damage_is_refused(self):
        broker = OwnBroker(self, "--store", self.store)
        publish(self, broker, "retained", b"first", 1, retained=True)
        publish(self, broker, "retained", b"second", 1, retained=True)
        broker.kill()
        with open(self.store, "rb") as file:
            content = file.read()
        damaged = bytearray(content)
        damaged[content.index(b"first")] ^= 1
        with open(self.store, "wb") as file:
            file.write(damaged)
        self.assertRegex(self.fail_to_start(), "damaged at octet [0-9]+ of [0-9]+: .*truncate -s")
        with open(self.store, "wb") as file:
            file.write(content[:-1])
        broker.start()
        broker.log.wait_for("warning: .*was not written to its end")
        self.assertEqual(Subscriber(self, broker, "retained").messages(),
                         [(1, 1, b"retained", b"first")])

    def test_a_full_disk_ends_it_and_nothing_unstored_is_acknowledged(self):
        limited = Child(self, [program(), "broker", "--port", "0", "--store", self.store],
                        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
        ready = limited.errors.wait_for(r"^atmqtt: ready: tcp 127\.0\.0\.1:(\d+)$")
        with socket.create_connection(("127.0.0.1", int(ready[1])), PATIENCE_S) as client:
            client.sendall(CONNECT_AS_X)
            self.assertEqual(client.recv(4), CONNACK)
            body = b"\x00\x01t\x00\x01" + b"x" * 4096
            client.sendall(b"\x33" + bytes([len(body) & 0x7F | 0x80, len(body) >> 7]) + body)
            self.assertEqual(client.recv(4), b"")
        self.assertEqual(limited.wait(), 3)
        self.assertEqual(limited.errors.all()[-1],
                         f"atmqtt: --store {self.store}: File too large; what is not stored was not "
                         "acknowledged")
        broker = OwnBroker(self, "--store", self.store)
        publish(self, broker, "other", b"o", 1, retained=True)
        self.assertEqual(Subscriber(self, broker, "#").messages(), [(1, 1, b"other", b"o")])


class BrokerRules(IntegrationTest):
    def test_it_misbehaves_as_told_and_as_often(self):
        broker = OwnBroker(self, "--rule", "client=wrong* count=1 refuse=5")
        def status(name):
            return subprocess.run(["mosquitto_pub", *broker.client_options(), "-i", name, "-t", "t",
                                   "-m", "m", "-q", "1"], capture_output=True,
                                  timeout=PATIENCE_S, check=False).returncode
        self.assertEqual(status("right"), 0)
        self.assertNotEqual(status("wrong1"), 0)
        self.assertEqual(status("wrong1"), 0)

    def test_a_rule_that_it_does_not_understand_is_explained(self):
        child = Child(self, [program(), "broker", "--rule", "refuse=999"])
        self.assertEqual(child.wait(), 2)
        self.assertEqual(child.errors.all(),
                         ["atmqtt: --rule 'refuse=999': refuse: \"999\" is not a number from 0 to "
                          "255"])
