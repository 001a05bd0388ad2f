"""A server that says nothing: every operation ends with 17 when its time is over. The times are the
shortest that the chapter allows, and each test waits for all of its operations at once."""

import socket

from support.case import IntegrationTest
from support.commands import acquire, connect_command, enter, start
from support.host import OK, line
from support.modem import Modem
from support.server import CONNACK, ScriptedServer

OPTIMEOUT_S = 20


class SilentBroker(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.server = ScriptedServer(self)

    def host(self):
        host = Modem(self, "--stdio", "--set", "echo=off").stdio_host()
        start(host)
        acquire(host)
        host.ask(b'AT+CMQTTCFG="optimeout",0,%d\r' % OPTIMEOUT_S, OK)
        return host

    def connected_host(self, keep_alive=60):
        host = self.host()
        host.type(connect_command(self.server.url, keep_alive=keep_alive))
        connection = self.server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        return host, connection

    def silent_url(self):
        """A place that does not even take a connection: its queue, of one, is full."""
        listener = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.addCleanup(listener.close)
        place = listener.getsockname()
        self.addCleanup(socket.create_connection(place).close)
        return f"tcp://{place[0]}:{place[1]}"

    def test_connect_subscribe_and_unsubscribe_end_with_17_after_optimeout(self):
        connecting = self.host()
        connecting.ask(connect_command(self.server.url), OK)
        abandoned = self.server.accept_client()
        subscribing, _ = self.connected_host()
        enter(subscribing, "AT+CMQTTSUB=0,1,0", b"t")
        unsubscribing, _ = self.connected_host()
        enter(unsubscribing, "AT+CMQTTUNSUB=0,1,0", b"t")
        dialling = self.host()
        dialling.ask(connect_command(self.silent_url()), OK)
        self.assertFalse(connecting.comes_within(OPTIMEOUT_S - 2))
        connecting.expect(line("+CMQTTCONNECT: 0,17"))
        self.assertTrue(abandoned.is_closed_by_modem())
        subscribing.expect(line("+CMQTTSUB: 0,17"))
        unsubscribing.expect(line("+CMQTTUNSUB: 0,17"))
        dialling.expect(line("+CMQTTCONNECT: 0,17"))
        for host in (connecting, subscribing, unsubscribing, dialling):
            host.expect_nothing_more()

    def test_a_ping_without_answer_is_told_and_ends_the_connection(self):
        host, connection = self.connected_host(keep_alive=1)
        connection.expect(b"\xc0\x00")
        host.expect(line("+CMQTTPING: 0,17") + line("+CMQTTCONNLOST: 0,2"))
        self.assertTrue(connection.is_closed_by_modem())
        host.expect_nothing_more()

    def test_a_ping_that_is_answered_keeps_the_connection(self):
        host, connection = self.connected_host(keep_alive=1)
        for _ in range(3):
            connection.expect(b"\xc0\x00")
            connection.send(b"\xd0\x00")
        host.expect_nothing_more()

