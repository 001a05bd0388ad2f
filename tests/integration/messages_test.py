"""Messages between the modem and the clients of a real broker, in both directions."""

from support.broker import Mosquitto, Subscriber
from support.case import IntegrationTest, make_test
from support.commands import (acquire, connect, connect_command, disconnect, enter,
                              prepare_message, publish, start, subscribe)
from support.host import OK, PROMPT, line, rx_group
from support.modem import Modem

TOPIC = b"plant/7/temperature"
PAYLOAD = b"21.5 degrees\r\nOK\r\n>"
ALL_OCTETS = bytes(range(256)) * 40  # 10,240, the most that PAYLOAD takes
VERSIONS = {3: "3.1", 4: "3.1.1"}


class Messages(IntegrationTest):
    def connected_host(self, broker, *options, version=4, clean=1):
        host = Modem(self, "--stdio", "--set", "echo=off", *options).stdio_host()
        start(host)
        acquire(host, version=version)
        connect(host, broker.url, clean=clean)
        return host

    def check_outgoing(self, topic, payload, qos, version=4):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, topic.decode())
        host = self.connected_host(broker, version=version)
        publish(host, topic, payload, qos)
        self.assertEqual(subscriber.messages(), [(qos, 0, topic, payload)])
        host.expect_nothing_more()

    def check_incoming(self, topic, payload, qos, version=4):
        broker = Mosquitto(self)
        host = self.connected_host(broker, version=version)
        subscribe(host, topic, 2)
        broker.publish(topic.decode(), payload, qos, version)
        host.expect(rx_group(0, topic, payload))
        host.expect_nothing_more()

    def test_a_payload_of_10240_octets_of_all_values_goes_out(self):
        self.assertEqual(len(ALL_OCTETS), 10240)
        self.check_outgoing(TOPIC, ALL_OCTETS, 1)

    def test_a_payload_of_10240_octets_of_all_values_comes_in(self):
        self.check_incoming(TOPIC, ALL_OCTETS, 1)

    def test_a_topic_of_1024_octets_goes_out(self):
        self.check_outgoing(b"t/" + b"x" * 1022, PAYLOAD, 1)

    def test_a_topic_of_1024_octets_comes_in(self):
        self.check_incoming(b"t/" + b"x" * 1022, PAYLOAD, 1)

    def test_an_empty_payload_goes_out(self):
        self.check_outgoing(TOPIC, b"", 1)

    def test_an_empty_payload_comes_in(self):
        self.check_incoming(TOPIC, b"", 1)

    def test_5120_octets_of_cached_topics_go_out_in_one_subscribe(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker)
        topics = [b"%d/" % number + b"y" * 1022 for number in range(5)]
        for topic in topics:
            enter(host, "AT+CMQTTSUBTOPIC=0,1024,1", topic)
        host.ask(b"AT+CMQTTSUBTOPIC=0,1,1\r", line("+CMQTTSUBTOPIC: 0,22") + b"\r\nERROR\r\n")
        host.ask(b"AT+CMQTTSUB=0\r", OK + line("+CMQTTSUB: 0,0"))
        for topic in topics:
            broker.publish(topic.decode(), PAYLOAD, 1)
            host.expect(rx_group(0, topic, PAYLOAD))
        packets = [each for each in broker.log.all() if "Received SUBSCRIBE from dut" in each]
        self.assertEqual(len(packets), 1)

    def test_several_cached_topics_go_out_in_one_unsubscribe(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker)
        for topic in (b"a", b"b", b"c"):
            subscribe(host, topic, 0)
        for topic in (b"a", b"b"):
            enter(host, "AT+CMQTTUNSUBTOPIC=0,1", topic)
        host.ask(b"AT+CMQTTUNSUB=0,0\r", OK + line("+CMQTTUNSUB: 0,0"))
        for topic in ("a", "b", "c"):
            broker.publish(topic, PAYLOAD, 0)
        host.expect(rx_group(0, b"c", PAYLOAD))
        host.expect_nothing_more()

    def test_a_retained_message_comes_behind_the_result_of_the_subscription(self):
        broker = Mosquitto(self)
        broker.publish(TOPIC.decode(), PAYLOAD, 1, retained=True)
        host = self.connected_host(broker)
        host.ask(b"AT+CMQTTSUB=0,%d,1\r" % len(TOPIC), PROMPT)
        host.ask(TOPIC, OK + line("+CMQTTSUB: 0,0") + rx_group(0, TOPIC, PAYLOAD))
        host.expect_nothing_more()

    def test_the_host_publishes_a_retained_message(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker)
        publish(host, TOPIC, PAYLOAD, 1, retained=1)
        subscriber = Subscriber(self, broker, TOPIC.decode())
        self.assertEqual(subscriber.messages(), [(1, 1, TOPIC, PAYLOAD)])

    def test_the_result_of_an_own_message_comes_before_the_message(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker)
        subscribe(host, TOPIC, 2)
        prepare_message(host, TOPIC, PAYLOAD)
        host.ask(b"AT+CMQTTPUB=0,2,60\r",
                 OK + line("+CMQTTPUB: 0,0") + rx_group(0, TOPIC, PAYLOAD))
        host.expect_nothing_more()

    def test_a_resumed_session_brings_what_was_queued_meanwhile(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker, clean=0)
        subscribe(host, TOPIC, 2)
        disconnect(host)
        payloads = [b"first", b"second", ALL_OCTETS]
        for qos, payload in zip((1, 2, 1), payloads):
            broker.publish(TOPIC.decode(), payload, qos)
        groups = b"".join(rx_group(0, TOPIC, payload) for payload in payloads)
        host.ask(connect_command(broker.url, clean=0),
                 OK + line("+CMQTTCONNECT: 0,0") + groups)
        host.expect_nothing_more()

    def test_a_clean_session_forgets_what_was_subscribed(self):
        broker = Mosquitto(self)
        host = self.connected_host(broker, clean=0)
        subscribe(host, TOPIC, 2)
        disconnect(host)
        broker.publish(TOPIC.decode(), PAYLOAD, 1)
        connect(host, broker.url, clean=1)
        broker.publish(TOPIC.decode(), PAYLOAD, 1)
        subscribe(host, b"end", 0)
        broker.publish("end", b"", 0)
        host.expect(rx_group(0, b"end", b""))

    def test_two_clients_use_two_brokers(self):
        brokers = Mosquitto(self), Mosquitto(self)
        host = Modem(self, "--stdio", "--set", "echo=off").stdio_host()
        start(host)
        for client, broker in enumerate(brokers):
            acquire(host, client, f"dut{client}")
            connect(host, broker.url, client)
            subscribe(host, TOPIC, 1, client)
        for client, broker in enumerate(brokers):
            subscriber = Subscriber(self, broker, "out")
            broker.publish(TOPIC.decode(), b"to %d" % client, 1)
            host.expect(rx_group(client, TOPIC, b"to %d" % client))
            publish(host, b"out", b"from %d" % client, 1, client)
            self.assertEqual(subscriber.messages(), [(1, 0, b"out", b"from %d" % client)])
        host.expect_nothing_more()


for VERSION, VERSION_NAME in VERSIONS.items():
    for QOS in range(3):
        @make_test(Messages, f"qos {QOS} of mqtt {VERSION_NAME} goes out")
        def outgoing(self, qos=QOS, version=VERSION):
            self.check_outgoing(TOPIC, PAYLOAD, qos, version)

        @make_test(Messages, f"qos {QOS} of mqtt {VERSION_NAME} comes in")
        def incoming(self, qos=QOS, version=VERSION):
            self.check_incoming(TOPIC, PAYLOAD, qos, version)
