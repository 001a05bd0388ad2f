"""A server that breaks off or talks nonsense: the documented code and URC (D1, D2), and a modem
that can be used afterwards."""

from support.case import IntegrationTest, make_test
from support.commands import acquire, connect_command, enter, start
from support.host import ERROR, OK, line
from support.modem import Modem
from support.server import CONNACK, ScriptedServer, acknowledgement, publish, suback

PUBLISH = publish(b"topic", b"payload", 1, 7)

# How a connection ends: the function of the connection, and the cause of CONNLOST.
ENDS = {"fin": ("close", 1), "rst": ("reset", 2)}

# What no server may send to a client that is connected.
MALFORMED = {
    "packet type 0": b"\x00\x00",
    "packet type 15": b"\xf0\x00",
    "a remaining length of five octets": b"\x30\xff\xff\xff\xff\x7f",
    "a connack that nobody waits for": CONNACK,
    "a subscribe": b"\x82\x06\x00\x01\x00\x01t\x00",
    "a disconnect": b"\xe0\x00",
    "a publish of qos 3": b"\x36\x05\x00\x01t\x00\x01",
    "a publish of qos 0 with dup": b"\x38\x03\x00\x01t",
    "a publish whose topic is longer than it": b"\x30\x03\x00\x09t",
    "a publish with an empty topic": b"\x30\x02\x00\x00",
    "a publish with a wildcard in its topic": b"\x30\x05\x00\x03a/#",
    "a publish with a topic that is not utf 8": b"\x30\x04\x00\x02\xff\xfe",
    "a publish of qos 1 with packet identifier 0": b"\x32\x05\x00\x01t\x00\x00",
    "a puback with flags": b"\x41\x02\x00\x01",
    "a puback of three octets": b"\x40\x03\x00\x01\x00",
    "a suback with code 3": suback(1, 3),
    "a pingresp with content": b"\xd0\x01\x00",
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
}

# The same before CONNACK, which must be the first packet and well formed.
MALFORMED_FIRST = {
    "http": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "tls": b"\x15\x03\x01\x00\x02\x02\x46",
    "a publish": publish(b"t", b""),
    "a pingresp": b"\xd0\x00",
    "a suback": suback(1, 0),
    "a connack with flags": b"\x21\x02\x00\x00",
    "a connack of one octet": b"\x20\x01\x00",
    "a connack of three octets": b"\x20\x03\x00\x00\x00",
    "a connack with reserved bits": b"\x20\x02\x02\x00",
    "a connack with code 6": b"\x20\x02\x00\x06",
    "a connack with code 255": b"\x20\x02\x00\xff",
    "nothing but 0": bytes(64),
    "nothing but 255": b"\xff" * 64,
}


class BrokenBroker(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.server = ScriptedServer(self)
        self.modem = Modem(self, "--stdio", "--set", "echo=off")
        self.host = self.modem.stdio_host()
        start(self.host)
        acquire(self.host)

    def begin_connect(self, **options):
        """CONNECT up to the point where the server would answer."""
        self.host.type(connect_command(self.server.url, **options))
        connection = self.server.accept_client()
        self.host.expect(OK)
        return connection

    def connected(self, **options):
        connection = self.begin_connect(**options)
        connection.send(CONNACK)
        self.host.expect(line("+CMQTTCONNECT: 0,0"))
        return connection

    def begin_subscribe(self, connection):
        enter(self.host, "AT+CMQTTSUB=0,5,1", b"topic")
        return connection.expect_identified(0x80)

    def begin_publish(self, connection, qos):
        enter(self.host, "AT+CMQTTTOPIC=0,1", b"t")
        self.host.ask(b"AT+CMQTTPUB=0,%d,60\r" % qos, OK)
        return connection.expect_publish()

    def check_usable(self):
        """A further connection, subscription and message do what they should, and nothing that was
        not announced has happened before."""
        connection = self.connected()
        identifier = self.begin_subscribe(connection)
        connection.send(suback(identifier, 1))
        self.host.expect(line("+CMQTTSUB: 0,0"))
        identifier = self.begin_publish(connection, 1)
        connection.send(acknowledgement(0x40, identifier))
        self.host.expect(line("+CMQTTPUB: 0,0"))
        self.host.ask(b"AT+CMQTTDISC=0,60\r", OK + line("+CMQTTDISC: 0,0"))
        connection.expect(b"\xe0\x00")
        self.host.expect_nothing_more()

    def check_cut_in_publish(self, end, cause):
        """The end after each octet of a PUBLISH: no message, but the loss. Whole, there is one."""
        for count in range(len(PUBLISH)):
            connection = self.connected()
            connection.send(PUBLISH[:count])
            end(connection)
            self.host.expect(line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.check_usable()

    def check_cut_in_connack(self, end, _):
        for count in range(len(CONNACK)):
            connection = self.begin_connect()
            connection.send(CONNACK[:count])
            end(connection)
            self.host.expect(line("+CMQTTCONNECT: 0,26"))
        self.check_usable()

    def check_cut_behind_connack(self, end, cause):
        connection = self.begin_connect()
        connection.send(CONNACK)
        end(connection)
        self.host.expect(line("+CMQTTCONNECT: 0,0") + line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.check_usable()

    def check_cut_in_suback(self, end, cause):
        for count in range(5):
            connection = self.connected()
            connection.send(suback(self.begin_subscribe(connection), 1)[:count])
            end(connection)
            self.host.expect(line("+CMQTTSUB: 0,6") + line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.check_usable()

    def check_cut_in_unsuback(self, end, cause):
        for count in range(4):
            connection = self.connected()
            enter(self.host, "AT+CMQTTUNSUB=0,5,0", b"topic")
            identifier = connection.expect_identified(0xA0)
            connection.send(acknowledgement(0xB0, identifier)[:count])
            end(connection)
            self.host.expect(line("+CMQTTUNSUB: 0,6") + line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.check_usable()

    def check_cut_in_acknowledgements_of_qos_2(self, end, cause):
        for count in range(8):
            connection = self.connected()
            identifier = self.begin_publish(connection, 2)
            octets = acknowledgement(0x50, identifier) + acknowledgement(0x70, identifier)
            connection.send(octets[:min(count, 4)])
            if count >= 4:
                connection.expect(acknowledgement(0x62, identifier))
                connection.send(octets[4:count])
            end(connection)
            self.host.expect(line("+CMQTTPUB: 0,6") + line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.check_usable()

    def check_malformed_while_connected(self, octets):
        """24 goes to what pended; otherwise only CONNLOST with cause 2 is seen."""
        connection = self.connected()
        connection.send(octets)
        self.host.expect(line("+CMQTTCONNLOST: 0,2"))
        self.assertTrue(connection.is_closed_by_modem())
        connection = self.connected()
        self.begin_publish(connection, 1)
        connection.send(octets)
        self.host.expect(line("+CMQTTPUB: 0,24") + line("+CMQTTCONNLOST: 0,2"))
        self.assertTrue(connection.is_closed_by_modem())
        self.check_usable()

    def check_malformed_before_connack(self, octets):
        connection = self.begin_connect()
        connection.send(octets)
        self.host.expect(line("+CMQTTCONNECT: 0,24"))
        self.assertTrue(connection.is_closed_by_modem())
        self.check_usable()

    def test_each_code_of_connack_has_its_code(self):
        for code in range(1, 6):
            connection = self.begin_connect()
            connection.send(bytes([0x20, 2, 0, code]))
            self.host.expect(line(f"+CMQTTCONNECT: 0,{26 + code}"))
        self.check_usable()

    def test_a_subscription_that_is_refused_is_1(self):
        connection = self.connected()
        connection.send(suback(self.begin_subscribe(connection), 0x80))
        self.host.expect(line("+CMQTTSUB: 0,1"))
        connection.close()
        self.host.expect(line("+CMQTTCONNLOST: 0,1"))

    def test_acknowledgements_that_nobody_waits_for_change_nothing(self):
        connection = self.connected()
        connection.send(suback(9, 0) + acknowledgement(0xB0, 9) + acknowledgement(0x40, 9)
                        + b"\xd0\x00")
        identifier = self.begin_publish(connection, 1)
        connection.send(acknowledgement(0x40, identifier + 1))
        connection.send(acknowledgement(0x40, identifier))
        self.host.expect(line("+CMQTTPUB: 0,0"))
        self.host.expect_nothing_more()

    def test_half_packets_are_waited_for(self):
        connection = self.begin_connect()
        for octet in CONNACK[:-1]:
            connection.send(bytes([octet]))
            self.host.expect_nothing_more()
        connection.send(CONNACK[-1:])
        self.host.expect(line("+CMQTTCONNECT: 0,0"))

    def test_a_server_that_closes_at_once_is_26(self):
        # Whether the program sees the connection before its end is chance, so more than once.
        for end in ("close", "reset") * 10:
            self.host.type(connect_command(self.server.url))
            getattr(self.server.accept(), end)()
            self.host.expect(OK + line("+CMQTTCONNECT: 0,26"))
        self.check_usable()

    def test_the_loss_is_not_told_inside_data_entry(self):
        connection = self.connected()
        self.host.ask(b"AT+CMQTTTOPIC=0,5\r", b"\r\n>")
        connection.close()
        self.modem.errors.wait_for("^why CONNLOST 0 -> 1")
        self.host.ask(b"topic",
                      line("+CMQTTTOPIC: 0,11") + ERROR + line("+CMQTTCONNLOST: 0,1"))
        self.check_usable()


for END, (FUNCTION, CAUSE) in ENDS.items():
    for PLACE in ("in connack", "behind connack", "in suback", "in unsuback", "in publish",
                  "in acknowledgements of qos 2"):
        @make_test(BrokenBroker, f"{END} {PLACE} is told and the modem is usable")
        def cut(self, place=PLACE, function=FUNCTION, cause=CAUSE):
            check = getattr(self, "check_cut_" + place.replace(" ", "_"))
            check(lambda connection: getattr(connection, function)(), cause)

for NAME, OCTETS in MALFORMED.items():
    @make_test(BrokenBroker, f"{NAME} ends the connection")
    def malformed(self, octets=OCTETS):
        self.check_malformed_while_connected(octets)

for NAME, OCTETS in MALFORMED_FIRST.items():
    @make_test(BrokenBroker, f"{NAME} instead of connack is 24")
    def malformed_first(self, octets=OCTETS):
        self.check_malformed_before_connack(octets)
