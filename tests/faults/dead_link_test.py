"""A connection whose packets are lost, at every stage: for a while, or for ever and without a FIN."""

import ssl

from network import Network
from support.case import IntegrationTest
from support.commands import acquire, connect_command, enter, prepare_message, start
from support.host import OK, Host, line, rx_group
from support.modem import Modem
from support.server import CONNACK, ScriptedServer, acknowledgement, publish, suback
from support.tls_lab import Laboratory

TOPIC = b"dead"
PAYLOAD = bytes(range(256)) * 12
PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK = 0x40, 0x50, 0x62, 0x70, 0xB0
PING_AND_LOSS = line("+CMQTTPING: 0,17"), line("+CMQTTCONNLOST: 0,2")


class DeadLink(IntegrationTest):
    """Each stage is a generator of three parts: up to the stage, with the link alive; what the
    server sends when it is dead; and what follows when it is alive again, at the end of which the
    host has had its result."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Laboratory()
        cls.addClassCleanup(cls.lab.close)

    def setUp(self):
        super().setUp()
        self.network = Network(self)
        with self.network.inside():
            self.server = ScriptedServer(self, self.network.far)
        self.modem = Modem(self, "--tcp", "127.0.0.1:0", "--modem-per-connection", "--set",
                           "echo=off")
        self.place = self.modem.ready().split(" ")[1]

    def new_host(self, server_type=0):
        host = self.opened(Host.on_tcp(self.place))
        start(host)
        host.ask(b'AT+CMQTTACCQ=0,"dut",%d\r' % server_type, OK)
        host.ask(b'AT+CMQTTCFG="optimeout",0,20\r', OK)
        return host

    def connected(self, host):
        host.type(connect_command(self.server.url, keep_alive=self.keep_alive))
        connection = self.server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        return connection

    # The stages.

    def tcp(self, host):
        yield
        host.ask(connect_command(self.server.url), OK)
        yield
        self.server.accept_client().send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))

    def tls(self, host):
        host.ask(connect_command(self.server.url), OK)
        connection = self.server.accept()
        yield
        yield
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.lab.path("server.pem"), self.lab.path("server.key"))
        connection.socket = context.wrap_socket(connection.socket, server_side=True)
        self.addCleanup(connection.close)
        connection.expect_packet(0x10)
        connection.send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))

    def connack(self, host):
        host.ask(connect_command(self.server.url), OK)
        connection = self.server.accept_client()
        connection.send(CONNACK[:2])
        yield
        connection.send(CONNACK[2:])
        yield
        host.expect(line("+CMQTTCONNECT: 0,0"))

    def suback(self, host):
        connection = self.connected(host)
        enter(host, "AT+CMQTTSUB=0,4,1", TOPIC)
        identifier = connection.expect_identified(0x80)
        yield
        connection.send(suback(identifier, 1))
        yield
        host.expect(line("+CMQTTSUB: 0,0"))

    def unsuback(self, host):
        connection = self.connected(host)
        enter(host, "AT+CMQTTUNSUB=0,4,0", TOPIC)
        identifier = connection.expect_identified(0xA0)
        yield
        connection.send(acknowledgement(UNSUBACK, identifier))
        yield
        host.expect(line("+CMQTTUNSUB: 0,0"))

    def begin_publish(self, host, qos):
        connection = self.connected(host)
        prepare_message(host, TOPIC, PAYLOAD)
        host.ask(b"AT+CMQTTPUB=0,%d,60\r" % qos, OK)
        return connection, connection.expect_publish()

    def puback(self, host):
        connection, identifier = self.begin_publish(host, 1)
        yield
        connection.send(acknowledgement(PUBACK, identifier))
        yield
        host.expect(line("+CMQTTPUB: 0,0"))

    def pubrec(self, host):
        connection, identifier = self.begin_publish(host, 2)
        yield
        connection.send(acknowledgement(PUBREC, identifier))
        yield
        connection.expect(acknowledgement(PUBREL, identifier))
        connection.send(acknowledgement(PUBCOMP, identifier))
        host.expect(line("+CMQTTPUB: 0,0"))

    def pubcomp(self, host):
        connection, identifier = self.begin_publish(host, 2)
        connection.send(acknowledgement(PUBREC, identifier))
        connection.expect(acknowledgement(PUBREL, identifier))
        yield
        connection.send(acknowledgement(PUBCOMP, identifier))
        yield
        host.expect(line("+CMQTTPUB: 0,0"))

    def rx_group(self, host):
        connection = self.connected(host)
        octets = publish(TOPIC, PAYLOAD, 1, 7)
        connection.send(octets[:1000])
        yield
        connection.send(octets[1000:])
        yield
        host.expect(rx_group(0, TOPIC, PAYLOAD))
        connection.expect(acknowledgement(PUBACK, 7))

    def idle(self, host):
        connection = self.connected(host)
        yield
        connection.send(publish(TOPIC, b"x"))
        yield
        host.expect(rx_group(0, TOPIC, b"x"))

    # What the host sees when the link stays dead. With a connection it is keep alive that notices.
    OUTCOMES = {
        tcp: (line("+CMQTTCONNECT: 0,17"),),
        tls: (line("+CMQTTCONNECT: 0,17"),),
        connack: (line("+CMQTTCONNECT: 0,17"),),
        suback: (PING_AND_LOSS[0], line("+CMQTTSUB: 0,6"), PING_AND_LOSS[1]),
        unsuback: (PING_AND_LOSS[0], line("+CMQTTUNSUB: 0,6"), PING_AND_LOSS[1]),
        puback: (PING_AND_LOSS[0], line("+CMQTTPUB: 0,6"), PING_AND_LOSS[1]),
        pubrec: (PING_AND_LOSS[0], line("+CMQTTPUB: 0,6"), PING_AND_LOSS[1]),
        pubcomp: (PING_AND_LOSS[0], line("+CMQTTPUB: 0,6"), PING_AND_LOSS[1]),
        rx_group: PING_AND_LOSS,
        idle: PING_AND_LOSS,
    }

    def begin_all(self, keep_alive):
        """All stages at once, each with a modem of its own; returns (host, generator, outcome)."""
        self.keep_alive = keep_alive
        begun = []
        for stage, outcome in self.OUTCOMES.items():
            host = self.new_host(server_type=int(stage is DeadLink.tls))
            begun.append((host, stage(self, host), b"".join(outcome)))
        for _, generator, _ in begun:
            next(generator)
        self.network.cut()
        return begun

    def test_what_stalls_for_a_while_goes_on(self):
        begun = self.begin_all(keep_alive=60)
        for _, generator, _ in begun:
            next(generator)
        for host, _, _ in begun:
            self.assertFalse(host.comes_within(0.1))
        self.network.mend()
        for host, generator, _ in begun:
            self.assertRaises(StopIteration, next, generator)
            host.expect_nothing_more()

    def test_what_is_dead_is_noticed_and_the_host_brings_it_back(self):
        begun = self.begin_all(keep_alive=8)
        for _, generator, _ in begun[:1]:
            next(generator)
        for host, _, outcome in begun:
            host.expect(outcome)
            host.expect_nothing_more()
        self.network.mend()
        for host, _, _ in begun:
            host.ask(b"AT+CMQTTREL=0\r", OK)
            acquire(host, name="again")
            self.connected(host)
            host.expect_nothing_more()
