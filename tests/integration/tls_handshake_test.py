"""From the TCP connection to the end of the handshake: versions, cipher suites and names, and servers
that break off at every stage (D1, D7)."""

import ssl
import warnings

from support.broker import Mosquitto
from support.case import make_test
from support.commands import connect_command, disconnect, start
from support.host import OK, Host, line
from support.modem import Modem
from support.server import CONNACK, ScriptedServer
from support.tls_case import URL, TlsTest
from support.tls_lab import NAME, TlsServer

Version = ssl.TLSVersion

PERHAPS = ("in the handshake; it may speak no TLS on this port, or want another version, a client "
           "certificate or its name (enableSNI) {tls}")
NO_TLS = "the peer speaks no TLS on this port; brokers have another for it"
NOT_THIS_VERSION = ('the server sent the alert "protocol version": it does not speak the version of '
                    "TLS that sslversion asks for {tls}")
NO_CIPHER = ('the server sent the alert "handshake failure": no version and cipher suite in common, '
             "or it wants a client certificate (authmode 2 or 3) or its name (enableSNI) {tls}")
ENDS = {"close": "the server closed the connection without close_notify " + PERHAPS,
        "reset": "Connection reset by peer " + PERHAPS}


class VersionsAndCiphers(TlsTest):
    def version_server(self, version):
        """Speaks no other version, not even an old one that the system holds for unsafe."""
        context = self.lab.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        return TlsServer(self, context)

    def test_sslversion_0_is_34(self):
        self.use(self.lab.broker(self))
        self.configure(sslversion=0)
        self.check_refused(34, "sslversion 0 is SSL 3.0, which OpenSSL has no more; set another")

    def test_a_broker_of_tls_1_3_only_is_32_with_sslversion_3(self):
        self.use(self.lab.broker(self, "tls_version tlsv1.3"))
        self.check_connects()
        self.configure(sslversion=3)
        self.check_refused(32, NOT_THIS_VERSION)

    def test_a_broker_of_tls_1_2_only_connects(self):
        self.use(self.lab.broker(self, "tls_version tlsv1.2"))
        self.check_connects()

    def test_the_cipher_suite_can_be_chosen(self):
        context = self.lab.context()
        context.set_ciphers("ALL")
        server = TlsServer(self, context)
        self.use(server)
        for value, is_aes128_sha in ((b"0xFFFF", False), (b"0x002F", True)):
            self.host.ask(b'AT+CSSLCFG="ciphersuites",0,%s\r' % value, OK)
            cipher, _, _ = self.connected(server).socket.cipher()
            self.assertEqual(cipher == "AES128-SHA", is_aes128_sha, cipher)
            disconnect(self.host)

    def test_no_common_cipher_suite_is_32(self):
        self.use(self.lab.broker(self, certificate="ec", key="ec"))
        self.host.ask(b'AT+CSSLCFG="ciphersuites",0,0x002F\r', OK)
        self.check_refused(32, NO_CIPHER)


# What the server speaks, sslversion, what is spoken (nothing: 32), and options of the program.
VERSIONS = (
    (Version.TLSv1, 1, "TLSv1"), (Version.TLSv1_1, 2, "TLSv1.1"), (Version.TLSv1_2, 3, "TLSv1.2"),
    (Version.TLSv1_2, 4, "TLSv1.2"), (Version.TLSv1_3, 4, "TLSv1.3"),
    (Version.TLSv1_1, 1, None), (Version.TLSv1_2, 2, None), (Version.TLSv1_3, 3, None),
    (Version.TLSv1, 4, None), (Version.TLSv1_1, 4, None),
    (Version.TLSv1, 4, "TLSv1", "--set", "tls.legacy=on"),
)

for SERVER, SSLVERSION, SPOKEN, *OPTIONS in VERSIONS:
    @make_test(VersionsAndCiphers,
               f"sslversion {SSLVERSION} with a server of {SERVER.name} speaks {SPOKEN}"
               + "".join(OPTIONS[1:]).replace("=", " "))
    def version(self, version=SERVER, sslversion=SSLVERSION, spoken=SPOKEN, options=OPTIONS):
        server = self.version_server(version)
        self.use(server, *options)
        self.configure(sslversion=sslversion)
        if spoken:
            self.assertEqual(self.connected(server).socket.version(), spoken)
        else:
            self.refused_by_server(server, 32, NOT_THIS_VERSION)


class ServerName(TlsTest):
    def server_that_notes_names(self, names):
        context = self.lab.context()
        context.sni_callback = lambda _, name, __: names.append(name)
        return TlsServer(self, context)

    def server_that_needs_names(self):
        context = self.lab.context()
        context.sni_callback = lambda _, name, __: (
            None if name == NAME else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME)
        return TlsServer(self, context)

    def test_it_is_sent_only_with_enable_sni_and_only_when_it_is_a_name(self):
        names = []
        server = self.server_that_notes_names(names)
        self.use(server)
        for enable_sni, url in ((0, URL), (1, URL), (1, "tcp://127.0.0.1"), (1, "tcp://[::1]")):
            self.configure(enableSNI=enable_sni)
            self.connected(server, url)
            disconnect(self.host)
        self.assertEqual(names, [None, NAME, None, None])

    def test_a_server_that_needs_it_is_32_without(self):
        server = self.server_that_needs_names()
        self.use(server)
        self.refused_by_server(server, 32, 'the server sent the alert "unrecognized name": it has no '
                               "server of the name that enableSNI sent, or needs one {tls}")
        self.configure(enableSNI=1)
        self.connected(server)


class BrokenHandshake(TlsTest):
    def use_scripted_server(self, *options):
        self.server = ScriptedServer(self)
        self.use(self.server, *options)

    def begin_handshake(self):
        """CONNECT, up to what the modem says first in a handshake."""
        self.host.ask(connect_command(URL), OK)
        connection = self.server.accept()
        # What is unread would make a reset of any end.
        hello = connection.socket.recv(65536)
        self.assertEqual(hello[:1], b"\x16")
        return connection, hello

    def expect_32(self, reason):
        self.host.expect(line("+CMQTTCONNECT: 0,32"))
        self.expect_reason("CONNECT", 32, reason)

    def test_a_broker_without_tls_is_32(self):
        self.use(Mosquitto(self))
        # mosquitto closes without having read everything, which resets the connection.
        self.check_refused(32, ENDS["reset"])

    def test_an_answer_that_is_no_tls_is_32(self):
        self.use_scripted_server()
        for answer, words in ((b"HTTP/1.1 400 Bad Request\r\n\r\n", "wrong version number"),
                              (b"+PONG\r\n", "wrong version number"),
                              (CONNACK * 4, "wrong version number")):
            connection, _ = self.begin_handshake()
            connection.send(answer)
            self.expect_32(f"{NO_TLS} ({words}) {{tls}}")

    def test_a_plain_client_at_a_broker_with_tls_is_26(self):
        self.use(self.lab.broker(self), server_type=0)
        # mosquitto ends the connection without an alert, which would be 24.
        self.check_refused(26, "Connection reset by peer, before CONNACK; it may want TLS on this "
                           "port, or refuse this client")

    def test_its_end_at_once_is_32(self):
        # Whether the program sees the connection before its end is chance, so more than once.
        self.use_scripted_server()
        for end in ("close", "reset") * 10:
            self.host.type(connect_command(URL))
            getattr(self.server.accept(), end)()
            self.host.expect(OK + line("+CMQTTCONNECT: 0,32"))
            self.assertRegex(self.next_reason("CONNECT"),
                             r"^why CONNECT 0 -> 32: .* in the handshake; it may speak no TLS")

    def test_disc_ends_a_handshake(self):
        self.use_scripted_server()
        connection, _ = self.begin_handshake()
        self.host.ask(b"AT+CMQTTDISC=0,60\r",
                      OK + line("+CMQTTCONNECT: 0,6") + line("+CMQTTDISC: 0,0"))
        self.assertTrue(connection.is_closed_by_modem())
        self.host.expect_nothing_more()

    def flight(self, version, hello):
        """A server's side of the handshake after the first octets of its client, and its answer."""
        context = self.lab.context()
        context.maximum_version = version
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        side = context.wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(hello)
        with self.assertRaises(ssl.SSLWantReadError):
            side.do_handshake()
        return outgoing.read()

    def test_a_silent_server_is_32_after_negotiatetime(self):
        """Also where OK is to wait for the TCP connection: it stands at once."""
        hosts = []
        for options in ((), ("--set", "connect.ok_after_tcp=on")):
            self.use_scripted_server(*options)
            self.configure(negotiatetime=10)
            connection, _ = self.begin_handshake()
            hosts.append((self.host, connection))
        self.assertFalse(self.host.comes_within(9))
        for host, connection in hosts:
            host.expect(line("+CMQTTCONNECT: 0,32"))
            self.assertTrue(connection.is_closed_by_modem())
        self.expect_reason("CONNECT", 32, "the server has not finished the handshake within "
                           "negotiatetime, 10 s; it may speak no TLS on this port {tls}")

    def test_a_silent_handshake_stops_no_other_client(self):
        self.use_scripted_server()
        self.begin_handshake()
        self.host.ask(b'AT+CMQTTACCQ=1,"other",0,4\r', OK)
        self.host.type(connect_command(URL, client=1))
        connection = self.server.accept_client()
        self.host.expect(OK)
        connection.send(CONNACK)
        self.host.expect(line("+CMQTTCONNECT: 1,0"))

    def test_a_silent_handshake_stops_no_other_modem_of_the_process(self):
        server = ScriptedServer(self)
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--tcp", "127.0.0.1:0", "--set", "echo=off",
                      "--map", f"*={server.url.removeprefix('tcp://')}")
        hosts = [self.opened(Host.on_tcp(modem.ready().removeprefix("tcp "))) for _ in range(2)]
        for host, server_type in zip(hosts, (1, 0)):
            start(host)
            host.ask(b'AT+CMQTTACCQ=0,"dut",%d,4\r' % server_type, OK)
        hosts[0].ask(connect_command(URL), OK)
        server.accept()
        hosts[1].type(connect_command(URL))
        connection = server.accept_client()
        hosts[1].expect(OK)
        connection.send(CONNACK)
        hosts[1].expect(line("+CMQTTCONNECT: 0,0"))

    def test_what_fails_before_tcp_has_no_ok_when_ok_is_to_wait_for_it(self):
        self.use_scripted_server("--set", "connect.ok_after_tcp=on")
        self.show("client.pem", "server.key")
        self.host.ask(connect_command(URL), line("+CMQTTCONNECT: 0,34") + line("ERROR"))
        self.expect_reason("CONNECT", 34, "clientkey key.pem does not belong to clientcert cert.pem")
        self.configure(authmode=0)
        connection, _ = self.begin_handshake()
        connection.close()
        self.expect_32(ENDS["close"])


def in_the_server_hello(test, connection, hello):
    connection.send(test.flight(Version.TLSv1_3, hello)[:40])


def behind_the_server_hello(test, connection, hello):
    """TLS 1.2: the server has said all, and waits for the keys of its client."""
    connection.send(test.flight(Version.TLSv1_2, hello))
    test.assertEqual(connection.read(1), b"\x16")
    connection.socket.recv(65536)


STAGES = (
    ("behind the client hello", lambda test, connection, hello: None),
    ("in the server hello", in_the_server_hello),
    ("behind the server hello", behind_the_server_hello),
)

for STAGE, PROCEED in STAGES:
    for END, REASON in ENDS.items():
        @make_test(BrokenHandshake, f"{END} {STAGE} is 32")
        def end_of_connection(self, proceed=PROCEED, end=END, reason=REASON):
            self.use_scripted_server()
            connection, hello = self.begin_handshake()
            proceed(self, connection, hello)
            getattr(connection, end)()
            self.expect_32(reason)
