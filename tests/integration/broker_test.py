"""`atmqtt broker` with clients that are not ours: mosquitto_pub, mosquitto_sub, and octets."""

import socket
import subprocess

from support.broker import Subscriber, publish
from support.case import IntegrationTest, make_test
from support.child import PATIENCE_S, Child
from support.modem import program
from support.own_broker import OwnBroker
from support.tls_lab import Laboratory

CONNECT_AS_X = b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x00\x00\x01x"
CONNACK = b"\x20\x02\x00\x00"
PINGREQ = b"\xc0\x00"
PINGRESP = b"\xd0\x00"


class Broker(IntegrationTest):
    def run_client(self, broker, name, *options, version=4):
        return subprocess.run([name, *broker.client_options(version), *options],
                              capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    def test_a_retained_message_waits_for_subscribers_until_it_is_removed(self):
        broker = OwnBroker(self)
        publish(self, broker, "a/1", b"one", 1, retained=True)
        publish(self, broker, "a/2", b"two", 1, retained=True)
        publish(self, broker, "a/1", b"", 1, retained=True)
        self.assertEqual(Subscriber(self, broker, "a/+").messages(), [(1, 1, b"a/2", b"two")])

    def test_wildcards_select_topics(self):
        broker = OwnBroker(self)
        one_level = Subscriber(self, broker, "a/+/c", 1)
        below = Subscriber(self, broker, "a/#", 3)
        for topic in ("a", "a/b", "a/b/c", "$a/b/c", "b/b/c"):
            publish(self, broker, topic, topic.encode(), 1)
        self.assertEqual([topic for _, _, topic, _ in one_level.messages()], [b"a/b/c"])
        self.assertEqual([topic for _, _, topic, _ in below.messages()], [b"a", b"a/b", b"a/b/c"])

    def test_a_will_is_published_when_its_client_is_killed(self):
        broker = OwnBroker(self)
        watcher = Subscriber(self, broker, "will")
        mortal = Child(self, ["mosquitto_sub", *broker.client_options(), "-i", "mortal", "-t", "x",
                              "--will-topic", "will", "--will-payload", "gone", "--will-qos", "2"],
                       stdout=subprocess.DEVNULL)
        broker.wait_for_subscription("mortal")
        mortal.kill()
        self.assertEqual(watcher.messages(), [(2, 0, b"will", b"gone")])

    def test_a_persistent_session_keeps_messages(self):
        broker = OwnBroker(self)
        session = ("-c", "-i", "keeper", "-t", "kept", "-q", "2")
        self.assertEqual(self.run_client(broker, "mosquitto_sub", *session, "-E").returncode, 0)
        for qos in (0, 1, 2):
            publish(self, broker, "kept", b"%d" % qos, qos)
        back = self.run_client(broker, "mosquitto_sub", *session, "-C", "2", "-F", "%q %p")
        self.assertEqual(back.stdout.splitlines(), ["1 1", "2 2"])

    def test_a_large_number_of_messages_arrives_in_order(self):
        broker = OwnBroker(self)
        count = 2000
        subscriber = Subscriber(self, broker, "many", count)
        sent = subprocess.run(["mosquitto_pub", *broker.client_options(), "-t", "many", "-q", "2",
                               "-l"], input="\n".join(map(str, range(count))) + "\n", text=True,
                              timeout=PATIENCE_S, check=False)
        self.assertEqual(sent.returncode, 0)
        self.assertEqual([int(payload) for _, _, _, payload in subscriber.messages()],
                         list(range(count)))

    def test_a_second_connection_takes_over(self):
        broker = OwnBroker(self)
        with socket.create_connection((broker.address, broker.port), PATIENCE_S) as first, \
                socket.create_connection((broker.address, broker.port), PATIENCE_S) as second:
            first.sendall(CONNECT_AS_X)
            self.assertEqual(first.recv(4), CONNACK)
            second.sendall(CONNECT_AS_X)
            self.assertEqual(second.recv(4), CONNACK)
            self.assertEqual(first.recv(1), b"")
            second.sendall(PINGREQ)
            self.assertEqual(second.recv(2), PINGRESP)

    def test_a_client_that_does_not_read_is_not_read(self):
        # A line for each of the millions of packets would be what takes the time.
        broker = OwnBroker(self, log_level="info")
        with socket.create_connection((broker.address, broker.port), PATIENCE_S) as client:
            client.sendall(CONNECT_AS_X)
            self.assertEqual(client.recv(4), CONNACK)
            client.settimeout(1)
            sent = 0
            with self.assertRaises(TimeoutError):
                # Far more than all buffers on the way can hold.
                while sent < 256 * 1024 * 1024:
                    sent += client.send(PINGREQ * 32768)
            # Others are served meanwhile.
            publish(self, broker, "t", b"p", 1)
            client.settimeout(PATIENCE_S)
            received = 0
            while received < sent // 2 * 2:
                octets = client.recv(1 << 20)
                self.assertTrue(octets)
                received += len(octets)

    def test_users_are_let_in_and_nobody_else(self):
        broker = OwnBroker(self, "--user", "ann:s3cret-zq", "--user", "bob:")
        message = ("-t", "t", "-m", "p", "-q", "1")
        for user, is_known in ((("-u", "ann", "-P", "s3cret-zq"), True), (("-u", "bob"), True),
                               (("-u", "ann", "-P", "wrong-zq"), False), ((), False)):
            done = self.run_client(broker, "mosquitto_pub", *message, *user)
            self.assertEqual(done.returncode == 0, is_known, done.stderr)
        broker.stop()
        self.assertNotIn("-zq", "\n".join(broker.log.all()))

    def test_long_client_ids_with_3_1_are_taken_only_if_it_is_told_so(self):
        message = ("-t", "t", "-m", "p", "-q", "1", "-i", "x" * 24)
        for options, is_taken in (((), False), (("--long-client-ids",), True)):
            broker = OwnBroker(self, *options)
            done = self.run_client(broker, "mosquitto_pub", *message, version=3)
            self.assertEqual(done.returncode == 0, is_taken, done.stderr)

    def test_it_ends_with_0_at_a_signal(self):
        broker = OwnBroker(self)
        with socket.create_connection((broker.address, broker.port), PATIENCE_S):
            self.assertEqual(broker.stop(), 0)

    def test_tls_for_clients_with_a_certificate(self):
        laboratory = Laboratory()
        self.addCleanup(laboratory.close)
        path = laboratory.path
        broker = OwnBroker(self, "--tls", path("localhost.pem"), path("server.key"),
                           "--ca", path("ca.pem"))
        broker.address = "localhost"
        message = ("-t", "t", "-m", "p", "-q", "1", "--cafile", path("ca.pem"))
        certificate = ("--cert", path("client.pem"), "--key", path("client.key"))
        done = self.run_client(broker, "mosquitto_pub", *message, *certificate)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotEqual(self.run_client(broker, "mosquitto_pub", *message).returncode, 0)
        self.assertNotEqual(self.run_client(broker, "mosquitto_pub", *message[:6]).returncode, 0)

    def run_program(self, *options):
        return subprocess.run([program(), "broker", *options], capture_output=True, text=True,
                              timeout=PATIENCE_S, check=False)

    def test_its_help_says_what_it_is_for_and_what_not(self):
        done = self.run_program("--help")
        self.assertEqual(done.returncode, 0)
        for text in ("where no other broker is", "not made for production", "in memory"):
            self.assertIn(text, done.stdout)

    def test_what_is_wrong_with_an_option_is_named(self):
        taken = OwnBroker(self)
        for options, status, text in (
                (("--port", "x"), 2, "--port x: must be HOST:PORT"),
                (("--user", "secret-zq"), 2, "--user: must be NAME:PASSWORD"),
                (("--tls", "a.pem"), 2, "--tls: needs two values"),
                (("--ca", "a.pem"), 2, "--ca: only with --tls"),
                (("--tls", "/no/a.pem", "/no/a.key"), 3, "--tls /no/a.pem: "),
                (("--port", str(taken.port)), 3, "Address already in use")):
            done = self.run_program(*options)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(text, done.stderr)
            self.assertNotIn("-zq", done.stderr)

    def test_who_listens_for_other_machines_is_warned(self):
        child = Child(self, [program(), "broker", "--port", "0.0.0.0:0"])
        child.errors.wait_for("can be reached from other machines and asks for no password")
        child.errors.wait_for("^atmqtt: ready: tcp 0.0.0.0:")


for VERSION in (3, 4):
    for QOS in (0, 1, 2):
        @make_test(Broker, f"qos {QOS} with version {VERSION}")
        def passed_on(self, qos=QOS, version=VERSION):
            broker = OwnBroker(self)
            subscriber = Subscriber(self, broker, "t", 1, version)
            payload = bytes(range(256)) * 100
            publish(self, broker, "t", payload, qos, version)
            self.assertEqual(subscriber.messages(), [(qos, 0, b"t", payload)])
