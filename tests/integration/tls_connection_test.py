"""The secured connection: how it ends, what it carries, and how it is resumed (D1, D2)."""

import os
import ssl
from typing import Callable, NamedTuple

from support.case import make_test
from support.commands import (connect, connect_command, disconnect, publish,
                              publish_until_server_is_full, subscribe)
from support.host import ERROR, OK, PROMPT, line, rx_group
from support.server import CONNACK
from support.server import publish as publish_packet
from support.tls_case import NOW, URL, TlsTest
from support.tls_lab import NAME, OpensslServer, TlsServer

NOT_CONNACK = ", before CONNACK; it may speak no MQTT on this port, or refuse this client"

# A record of TLS 1.2 or 1.3 that no key of the connection can have made.
BROKEN_RECORD = b"\x17\x03\x03\x00\x20" + bytes(32)
BROKEN = "the server sent a broken TLS record (decryption failed or bad record mac)"

# How a server ends a connection: what happens before CONNACK, and after it.
ENDS = (
    ("close_with_notice", 26, 1, "closed by the server"),
    ("close", 26, 2, "the server closed the connection without close_notify"),
    ("reset", 26, 2, "Connection reset by peer"),
)


class SecuredConnection(TlsTest):
    def setUp(self):
        super().setUp()
        self.server = TlsServer(self, self.lab.context())
        self.use(self.server)
        self.trust()

    def test_close_notify_right_behind_connack_is_lost(self):
        connection = self.begin_connect(self.server)
        connection.send(CONNACK)
        connection.close_with_notice()
        self.host.expect(line("+CMQTTCONNECT: 0,0") + line("+CMQTTCONNLOST: 0,1"))
        self.host.expect_nothing_more()

    def test_a_broken_record_before_connack_is_32_and_answered_by_an_alert(self):
        connection = self.begin_connect(self.server)
        os.write(connection.socket.fileno(), BROKEN_RECORD)
        self.host.expect(line("+CMQTTCONNECT: 0,32"))
        self.expect_reason("CONNECT", 32, BROKEN)
        self.assert_alert(connection)

    def test_a_broken_record_is_lost_with_cause_2_and_answered_by_an_alert(self):
        connection = self.connected(self.server)
        os.write(connection.socket.fileno(), BROKEN_RECORD)
        self.host.expect(line("+CMQTTCONNLOST: 0,2"))
        self.expect_reason("CONNLOST", 2, BROKEN)
        self.assert_alert(connection)

    def assert_alert(self, connection):
        with self.assertRaises(ssl.SSLError) as caught:
            connection.socket.recv(1)
        self.assertEqual(caught.exception.reason, "SSLV3_ALERT_BAD_RECORD_MAC")

    def test_disc_ends_with_close_notify(self):
        connection = self.connected(self.server)
        disconnect(self.host)
        connection.expect(b"\xe0\x00")
        # A truncation would be an error here.
        self.assertEqual(connection.socket.recv(1), b"")

    def test_disc_is_seen_though_the_server_has_sent_what_is_not_read(self):
        """The DTE reads nothing, so the modem reads no more; its DISCONNECT must not be lost in a
        reset."""
        connection = self.connected(self.server)
        connection.send(publish_packet(b"t", bytes(60_000)) * 3)
        self.host.type(b"AT+CMQTTDISC=0,60\r")
        connection.expect(b"\xe0\x00")
        self.assertEqual(connection.socket.recv(1), b"")

    def test_half_packets_are_waited_for(self):
        connection = self.begin_connect(self.server)
        for octet in CONNACK[:-1]:
            connection.send(bytes([octet]))
            self.host.expect_nothing_more()
        connection.send(CONNACK[-1:])
        self.host.expect(line("+CMQTTCONNECT: 0,0"))

    def test_a_deleted_certificate_is_33_at_the_next_connect(self):
        disconnect_first = self.connected(self.server)
        disconnect(self.host)
        disconnect_first.expect(b"\xe0\x00")
        self.host.ask(b'AT+CCERTDELE="ca.pem"\r', OK)
        self.host.ask(b'AT+CCERTDELE="ca.pem"\r', ERROR)
        self.host.ask(b"AT+CCERTLIST\r", OK)
        self.check_refused(33, "cacert ca.pem of context 0 is not in the store; enter it with "
                           "AT+CCERTDOWN")


for END, ERR, CAUSE, REASON in ENDS:
    @make_test(SecuredConnection, f"{END} before connack is {ERR}")
    def end_before_connack(self, end=END, err=ERR, reason=REASON):
        getattr(self.begin_connect(self.server), end)()
        self.host.expect(line(f"+CMQTTCONNECT: 0,{err}"))
        self.expect_reason("CONNECT", err, reason + NOT_CONNACK)

    @make_test(SecuredConnection, f"{END} is lost with cause {CAUSE}")
    def end_after_connack(self, end=END, cause=CAUSE, reason=REASON):
        getattr(self.connected(self.server), end)()
        self.host.expect(line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.expect_reason("CONNLOST", cause, reason)
        self.connected(self.server)


class Payload(TlsTest):
    def test_the_largest_payload_passes_both_ways(self):
        self.use(self.lab.broker(self))
        self.trust()
        connect(self.host, URL)
        subscribe(self.host, b"t", 1)
        payload = bytes(range(256)) * 40
        publish(self.host, b"t", payload, 1)
        self.host.expect(rx_group(0, b"t", payload))
        disconnect(self.host)

    def test_records_of_16_kib_pass(self):
        server = TlsServer(self, self.lab.context())
        self.use(server)
        connection = self.connected(server)
        payload = bytes(range(256)) * 256
        connection.send(publish_packet(b"t", payload))
        self.host.expect(rx_group(0, b"t", payload))

    def test_a_server_that_reads_late_gets_everything(self):
        server = TlsServer(self, self.lab.context())
        self.use(server)
        connection = self.connected(server)
        count = publish_until_server_is_full(self.host)
        for _ in range(count):
            self.assertEqual(connection.expect_packet(0x30), b"\x00\x04fill" + bytes(10240))
        self.host.expect(line("+CMQTTPUB: 0,0"))
        self.host.expect_nothing_more()


class NewKeys(TlsTest):
    """The openssl command as the server, because it can ask for new keys in the middle."""

    def check(self, version, command, *told, behind=""):
        """The server says that it did so, and how the modem did so with the next it sends."""
        server = OpensslServer(self, version)
        self.use(server)
        self.trust()
        self.host.ask(connect_command(URL), OK)
        server.output.wait_for("^CIPHER is")
        server.say(CONNACK)
        self.host.expect(line("+CMQTTCONNECT: 0,0"))
        seen = server.output.count()
        server.say(command)
        for each in told:
            server.output.wait_for(each, seen)
        server.say(publish_packet(b"t", b"behind it\n"))
        self.host.expect(rx_group(0, b"t", b"behind it\n"))
        self.host.ask(b"AT+CMQTTSUB=0,10,1\r", PROMPT)
        # The line feed is for the output of the server.
        self.host.ask(b"new-topic\n", OK)
        server.output.wait_for("new-topic", seen)
        server.output.wait_for(behind, seen)

    def test_the_server_may_renegotiate_tls_1_2(self):
        self.check("-tls1_2", b"r\n", ">>> .* HelloRequest", "<<< .* ClientHello",
                   "<<< .* Finished", ">>> .* Finished")

    def test_the_server_may_change_its_keys_in_tls_1_3(self):
        self.check("-tls1_3", b"k\n", ">>> .* KeyUpdate")

    def test_the_server_may_want_both_keys_changed_in_tls_1_3(self):
        self.check("-tls1_3", b"K\n", ">>> .* KeyUpdate", behind="<<< .* KeyUpdate")


class Session(TlsTest):
    def check_resumed(self, version, expected, **options):
        context = self.lab.context()
        context.maximum_version = version
        server = TlsServer(self, context)
        self.use(server)
        self.trust()
        self.configure(**options)
        reused = []
        for _ in range(3):
            reused.append(self.connected(server).socket.session_reused)
            disconnect(self.host)
        self.assertEqual(reused, expected)

    def test_a_reconnect_resumes_it_with_tls_1_2(self):
        self.check_resumed(ssl.TLSVersion.TLSv1_2, [False, True, True])

    def test_a_reconnect_resumes_it_with_tls_1_3(self):
        self.check_resumed(ssl.TLSVersion.TLSv1_3, [False, True, True])

    def test_it_is_not_resumed_when_dates_are_checked(self):
        self.check_resumed(ssl.TLSVersion.TLSv1_3, [False, False, False], ignorelocaltime=0)

    def test_a_broker_that_was_restarted_has_forgotten_it_and_connects(self):
        broker = self.lab.broker(self)
        self.use(broker)
        self.trust()
        connect(self.host, URL)
        broker.stop()
        self.host.expect(line("+CMQTTCONNLOST: 0,1"))
        broker.start()
        self.check_connects()


class Mistaken(NamedTuple):
    """A session that must not be resumed, because the server would not be verified again."""
    title: str
    change: Callable
    reason: str
    certificate: str = "server"
    url: str = URL


OTHER_CA = 'the chain of the server ends with "ca", which is not in cacert {tls}'

MISTAKEN = (
    Mistaken("of another CA", lambda test: test.trust("other_ca.pem"), OTHER_CA),
    Mistaken("of another name", lambda test: None, f"server certificate is for {NAME}, not for "
             "other.example; connect by a name that it has (TLS with other.example at {place})",
             url="tcp://other.example"),
    Mistaken("without a check of dates", lambda test: test.configure(ignorelocaltime=0),
             "server certificate expired 2021-01-01, and the module's clock says 2030-01-01; renew "
             "it, or correct AT+CCLK {tls}", certificate="expired"),
)

for ROW in MISTAKEN:
    @make_test(Session, f"{ROW.title} is not taken for another")
    def mistaken_session(self, row=ROW):
        self.use(self.lab.broker(self, certificate=row.certificate))
        self.trust()
        self.set_clock(NOW)
        self.check_connects()
        row.change(self)
        self.check_refused(32, row.reason.replace("{place}", self.place), row.url)


@make_test(Session, "that was not checked is not taken for one that was")
def unchecked_session(self):
    self.use(self.lab.broker(self))
    self.check_connects()
    self.trust("other_ca.pem")
    self.check_refused(32, OTHER_CA)
