"""The packets of a whole session, to the octet: those that the standard's figures give, whatever the
broker is, for MQTT 3.1 and 3.1.1."""

import subprocess

from support.aedes import Aedes
from support.broker import Mosquitto
from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import acquire, connect_command, disconnect, enter, prepare_message, start
from support.host import OK, line, rx_group
from support.modem import Modem
from support.recording_proxy import RecordingProxy
from support.server import acknowledgement

VERSIONS = {3: b"\x00\x06MQIsdp\x03", 4: b"\x00\x04MQTT\x04"}

# Will with QoS 1, not retained; clean session; user name and password.
CONNECT_FLAGS = b"\xce"
CONNECT_PAYLOAD = b"\x00\x03dut" b"\x00\x04will" b"\x00\x03bye" b"\x00\x04user" b"\x00\x04pass"


def packet(first, body):
    assert len(body) < 128
    return bytes([first, len(body)]) + body


def text(octets):
    return len(octets).to_bytes(2, "big") + octets


class Wire(IntegrationTest):
    def expect_packets(self, *packets):
        self.assertEqual([self.proxy.next_of_client() for _ in packets], list(packets))

    def connect(self, version):
        start(self.host)
        acquire(self.host, version=version)
        enter(self.host, "AT+CMQTTWILLTOPIC=0,4", b"will")
        enter(self.host, "AT+CMQTTWILLMSG=0,3,1", b"bye")
        self.host.ask(connect_command(self.proxy.url, keep_alive=600, credentials=',"user","pass"'),
                      OK + line("+CMQTTCONNECT: 0,0"))
        self.expect_packets(packet(0x10, VERSIONS[version] + CONNECT_FLAGS + b"\x02\x58"
                                   + CONNECT_PAYLOAD))

    def subscribe(self):
        for topic, qos in ((b"in/+", 2), (b"other/#", 0)):
            enter(self.host, f"AT+CMQTTSUBTOPIC=0,{len(topic)},{qos}", topic)
        self.host.ask(b"AT+CMQTTSUB=0\r", OK + line("+CMQTTSUB: 0,0"))
        self.expect_packets(packet(0x82, b"\x00\x01" + text(b"in/+") + b"\x02" + text(b"other/#")
                                   + b"\x00"))

    def publish(self):
        for qos, retained, packets in (
                (0, 0, [packet(0x30, text(b"out") + b"zero")]),
                (1, 1, [packet(0x33, text(b"out") + b"\x00\x02" + b"one")]),
                (2, 0, [packet(0x34, text(b"out") + b"\x00\x03" + b"two"), b"\x62\x02\x00\x03"])):
            prepare_message(self.host, b"out", (b"zero", b"one", b"two")[qos])
            self.host.ask(b"AT+CMQTTPUB=0,%d,60,%d\r" % (qos, retained),
                          OK + line("+CMQTTPUB: 0,0"))
            self.expect_packets(*packets)

    def receive(self, port, version):
        """From an independent client. The identifiers are the broker's, and it may take any."""
        for qos in range(3):
            subprocess.run(["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-V",
                            {3: "31", 4: "311"}[version], "-t", "in/x", "-m", f"m{qos}", "-q",
                            str(qos)], check=True, timeout=PATIENCE_S)
            self.host.expect(rx_group(0, b"in/x", b"m%d" % qos))
            sent = self.proxy.next_of_broker(0x30)
            identifier = int.from_bytes(sent[8:10], "big")
            if qos == 1:
                self.expect_packets(acknowledgement(0x40, identifier))
            if qos == 2:
                self.expect_packets(acknowledgement(0x50, identifier),
                                    acknowledgement(0x70, identifier))

    def unsubscribe_and_disconnect(self):
        enter(self.host, "AT+CMQTTUNSUB=0,4,0", b"in/+", OK + line("+CMQTTUNSUB: 0,0"))
        self.expect_packets(packet(0xA2, b"\x00\x04" + text(b"in/+")))
        disconnect(self.host)
        self.expect_packets(b"\xe0\x00")

    def run_session(self, broker_class, version):
        broker = broker_class(self)
        self.proxy = RecordingProxy(self, broker.port)
        self.host = Modem(self, "--stdio", "--set", "echo=off").stdio_host()
        self.connect(version)
        self.subscribe()
        self.publish()
        self.receive(broker.port, version)
        self.unsubscribe_and_disconnect()
        self.assertTrue(self.proxy.of_client.empty())

    def test_a_session_with_mosquitto_over_mqtt_3_1(self):
        self.run_session(Mosquitto, 3)

    def test_a_session_with_mosquitto_over_mqtt_3_1_1(self):
        self.run_session(Mosquitto, 4)

    def test_a_session_with_aedes_over_mqtt_3_1(self):
        self.run_session(Aedes, 3)

    def test_a_session_with_aedes_over_mqtt_3_1_1(self):
        self.run_session(Aedes, 4)
