"""TLS against real and scripted servers: each way in which a connection can be refused has its code
and its reason (D1, D2, D7), and what is right connects."""

import re
import ssl
import warnings

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.commands import (acquire, connect, connect_command, disconnect, enter, publish,
                              publish_until_server_is_full, start, subscribe)
from support.host import ERROR, OK, PROMPT, line, rx_group
from support.modem import Modem
from support.server import CONNACK, ScriptedServer
from support.tls_lab import KEY_PASSWORD, NAME, Laboratory, TlsServer

URL = f"tcp://{NAME}:8883"
PASSWORD = "pass-zq6"
MISTYPED_KEY_PASSWORD = "keypwd-zq7"

LAB = None


def setUpModule():
    global LAB
    LAB = Laboratory()


def tearDownModule():
    LAB.close()


class Tls(IntegrationTest):
    def use(self, server, *options):
        """A modem for which every server is this one, with a client for TLS."""
        place = server.url.removeprefix("tcp://")
        self.modem = Modem(self, "--stdio", "--set", "echo=off", "--map", f"*={place}", *options)
        self.host = self.modem.stdio_host()
        self.next_why = 0
        start(self.host)
        self.host.ask(b'AT+CMQTTACCQ=0,"dut",1,4\r', OK)

    def configure(self, **options):
        """AT+CSSLCFG; a text is quoted, a number is not."""
        for option, value in options.items():
            written = f'"{value}"' if isinstance(value, str) else value
            self.host.ask(f'AT+CSSLCFG="{option}",0,{written}\r'.encode(), OK)

    def enter_file(self, name, file):
        octets = LAB.octets(file)
        enter(self.host, f'AT+CCERTDOWN="{name}",{len(octets)}', octets)

    def trust(self, file="ca.pem"):
        name = "ca." + ("der" if file.endswith(".der") else "pem")
        self.enter_file(name, file)
        self.configure(authmode=1, cacert=name)

    def show(self, certificate="client.pem", key="client.key"):
        """A client certificate, without a check of the server's."""
        suffix = "der" if certificate.endswith(".der") else "pem"
        self.enter_file(f"cert.{suffix}", certificate)
        self.enter_file(f"key.{suffix}", key)
        self.configure(authmode=3, clientcert=f"cert.{suffix}", clientkey=f"key.{suffix}")

    def check_connects(self, url=URL):
        connect(self.host, url)
        disconnect(self.host)
        self.host.expect_nothing_more()

    def check_refused(self, err, reason, url=URL):
        connect(self.host, url, err=err)
        self.expect_reason("CONNECT", err, reason)

    def expect_reason(self, what, value, reason):
        """The next line of standard error that tells of this kind of event."""
        self.host.expect_nothing_more()
        why = self.modem.errors.wait_for(f"^why {what} 0 -> .*", self.next_why)[0]
        self.next_why = self.modem.errors.all().index(why, self.next_why) + 1
        self.assertTrue(why.startswith(f"why {what} 0 -> {value}: "), why)
        self.assertIn(reason, why)

    def begin_connect(self, server, url=URL):
        """CONNECT to a scripted server, up to the point where it would answer."""
        self.host.type(connect_command(url))
        connection = server.accept_client()
        self.host.expect(OK)
        return connection

    def connected(self, server, url=URL):
        connection = self.begin_connect(server, url)
        connection.send(CONNACK)
        self.host.expect(line("+CMQTTCONNECT: 0,0"))
        return connection

    def refused_by_server(self, server, err, reason):
        """CONNECT to a scripted server whose side of the handshake fails, too."""
        self.host.type(connect_command(URL))
        with self.assertRaises(OSError):
            server.accept()
        self.host.expect(OK + line(f"+CMQTTCONNECT: 0,{err}"))
        self.expect_reason("CONNECT", err, reason)


class ServerCertificate(Tls):
    def test_the_right_ca_connects(self):
        self.use(LAB.broker(self))
        self.trust()
        self.check_connects()

    def test_without_authmode_any_certificate_connects(self):
        self.use(LAB.broker(self, certificate="self_signed"))
        self.configure(ignorelocaltime=0)
        self.check_connects()

    def test_a_wrong_ca_is_32(self):
        self.use(LAB.broker(self))
        self.trust("other_ca.pem")
        self.check_refused(32, "is not signed by cacert, or an intermediate is missing")

    def test_authmode_1_without_a_ca_is_33(self):
        self.use(LAB.broker(self))
        self.configure(authmode=1)
        self.check_refused(33, "authmode 1 needs cacert, context 0 has none")

    def test_a_ca_that_is_not_in_the_store_is_33(self):
        self.use(LAB.broker(self))
        self.configure(authmode=1, cacert="ca.pem")
        self.check_refused(33, "cacert ca.pem of context 0 is not in the store")

    def test_a_self_signed_certificate_is_32(self):
        self.use(LAB.broker(self, certificate="self_signed"))
        self.trust()
        self.check_refused(32, "server certificate is self-signed and not in cacert")

    def test_a_self_signed_certificate_that_is_trusted_connects(self):
        self.use(LAB.broker(self, certificate="self_signed"))
        self.trust("self_signed.pem")
        self.check_connects()

    def test_an_expired_certificate_is_32(self):
        self.use(LAB.broker(self, certificate="expired"))
        self.trust()
        self.configure(ignorelocaltime=0)
        self.check_refused(32, "server certificate expired 2021-01-01; the module's clock says 20")

    def test_a_certificate_that_is_not_yet_valid_is_32(self):
        self.use(LAB.broker(self, certificate="not_yet_valid"))
        self.trust()
        self.configure(ignorelocaltime=0)
        self.check_refused(32, "server certificate is not valid before 2090-01-01")

    def test_an_expired_certificate_connects_when_time_is_ignored(self):
        self.use(LAB.broker(self, certificate="expired"))
        self.trust()
        self.configure(ignorelocaltime=1)
        self.check_connects()

    def test_a_certificate_that_is_not_yet_valid_connects_when_time_is_ignored(self):
        self.use(LAB.broker(self, certificate="not_yet_valid"))
        self.trust()
        self.check_connects()

    def test_dates_are_judged_by_the_clock_of_the_module(self):
        self.use(LAB.broker(self, certificate="until_2038"))
        self.trust()
        self.configure(ignorelocaltime=0)
        self.host.ask(b'AT+CCLK="37/12/31,00:00:00+00"\r', OK)
        self.check_connects()
        self.host.ask(b'AT+CCLK="40/01/01,00:00:00+00"\r', OK)
        self.check_refused(32, "expired 2038-01-01; the module's clock says 2040-01-01")

    def test_a_wrong_name_is_32(self):
        self.use(LAB.broker(self, certificate="wrong_name"))
        self.trust()
        self.check_refused(32, "server certificate is for other.example, not for the server")

    def test_a_wrong_name_connects_when_it_is_not_checked(self):
        self.use(LAB.broker(self, certificate="wrong_name"), "--set", "tls.check_name=off")
        self.trust()
        self.check_connects()

    def test_a_wrong_ca_is_32_even_when_the_name_is_not_checked(self):
        self.use(LAB.broker(self), "--set", "tls.check_name=off")
        self.trust("other_ca.pem")
        self.check_refused(32, "is not signed by cacert")

    def test_a_wildcard_stands_for_one_part_of_a_name(self):
        self.use(LAB.broker(self, certificate="wildcard"))
        self.trust()
        self.check_connects("tcp://a.fleet.example")
        for name in ("b.a.fleet.example", "fleet.example"):
            self.check_refused(32, "is for *.fleet.example, not for", f"tcp://{name}")

    def test_an_address_is_looked_for_in_the_certificate(self):
        broker = LAB.broker(self, certificate="address")
        self.use(broker)
        self.trust()
        self.check_connects(broker.url)
        self.check_refused(32, "server certificate is for an address, not for")

    def test_another_address_in_the_certificate_is_32(self):
        broker = LAB.broker(self, certificate="wrong_address")
        self.use(broker)
        self.trust()
        self.check_refused(32, "server certificate is for an address, not for", broker.url)

    def test_a_missing_intermediate_is_32(self):
        self.use(LAB.broker(self, certificate="leaf"))
        self.trust()
        self.check_refused(32, "is not signed by cacert, or an intermediate is missing")

    def test_a_chain_with_its_intermediate_connects(self):
        self.use(LAB.broker(self, certificate="chain"))
        self.trust()
        self.check_connects()

    def test_a_trusted_intermediate_connects(self):
        self.use(LAB.broker(self, certificate="leaf"))
        self.trust("intermediate.pem")
        self.check_connects()

    def test_an_ec_certificate_connects(self):
        self.use(LAB.broker(self, certificate="ec", key="ec"))
        self.trust()
        self.check_connects()

    def test_a_ca_that_is_no_pem_is_34(self):
        self.use(LAB.broker(self))
        self.trust("garbage.pem")
        self.check_refused(34, "cacert ca.pem holds no certificate")

    def test_a_ca_that_is_a_key_is_34(self):
        self.use(LAB.broker(self))
        self.trust("client.key")
        self.check_refused(34, "cacert ca.pem holds no certificate")

    def test_a_ca_with_lines_that_end_in_cr_lf_is_read(self):
        self.use(LAB.broker(self))
        self.trust("crlf_ca.pem")
        self.check_connects()

    def test_a_ca_in_der_is_read(self):
        self.use(LAB.broker(self))
        self.trust("ca.der")
        self.check_connects()


class ClientCertificate(Tls):
    def broker_that_asks(self):
        return LAB.broker(self, "require_certificate true")

    def check_connects_with(self, *files, **options):
        """And not without, so that it is the certificate that does it."""
        self.use(self.broker_that_asks())
        self.check_refused(32, "")
        self.show(*files)
        self.configure(**options)
        self.check_connects()

    def test_the_right_one_connects(self):
        self.check_connects_with()

    def test_with_lines_that_end_in_cr_lf_it_connects(self):
        self.check_connects_with("crlf_client.pem", "crlf_client.key")

    def test_in_der_it_connects(self):
        self.check_connects_with("client.der", "client_key.der")

    def test_with_an_ec_key_it_connects(self):
        self.check_connects_with("ec_client.pem", "ec.key")

    def test_an_encrypted_key_with_its_password_connects(self):
        self.check_connects_with("client.pem", "encrypted.key", keypwd=KEY_PASSWORD)

    def test_both_sides_may_be_checked(self):
        self.use(self.broker_that_asks())
        self.trust()
        self.show()
        self.configure(authmode=2)
        self.check_connects()

    def test_an_encrypted_key_without_its_password_is_34(self):
        self.use(self.broker_that_asks())
        self.show("client.pem", "encrypted.key")
        for password in ("", "wrong"):
            self.configure(keypwd=password)
            self.check_refused(34, "clientkey key.pem is encrypted and keypwd does not open it")

    def test_a_key_of_another_certificate_is_34(self):
        self.use(self.broker_that_asks())
        self.show("client.pem", "server.key")
        self.check_refused(34, "clientkey key.pem does not belong to clientcert cert.pem")

    def test_a_certificate_that_is_no_pem_is_34(self):
        self.use(self.broker_that_asks())
        self.show("garbage.pem")
        self.check_refused(34, "clientcert cert.pem holds no certificate")

    def test_a_key_that_is_no_pem_is_34(self):
        self.use(self.broker_that_asks())
        self.show("client.pem", "garbage.key")
        self.check_refused(34, "clientkey key.pem holds no key")

    def test_a_missing_key_is_33(self):
        self.use(self.broker_that_asks())
        self.enter_file("cert.pem", "client.pem")
        self.configure(authmode=3, clientcert="cert.pem")
        self.check_refused(33, "authmode 3 needs clientkey, context 0 has none")


# With TLS 1.3 the modem's handshake is over before the server has seen the certificate.
for VERSION, SSLVERSION in (("1.2", 3), ("1.3", 4)):
    @make_test(ClientCertificate, f"none is 32 with tls {VERSION}")
    def no_certificate(self, sslversion=SSLVERSION):
        self.use(self.broker_that_asks())
        self.configure(sslversion=sslversion)
        # Whether the end of the connection comes with the alert or later is chance.
        for _ in range(10):
            self.check_refused(32, "alert")

    @make_test(ClientCertificate, f"a foreign one is 32 with tls {VERSION}")
    def foreign_certificate(self, sslversion=SSLVERSION):
        self.use(self.broker_that_asks())
        self.configure(sslversion=sslversion)
        self.show("foreign.pem")
        for _ in range(10):
            self.check_refused(32, "alert unknown ca")

    @make_test(ClientCertificate, f"the right one connects with tls {VERSION}")
    def right_certificate(self, sslversion=SSLVERSION):
        self.use(self.broker_that_asks())
        self.configure(sslversion=sslversion)
        self.show()
        self.check_connects()


class Handshake(Tls):
    def version_server(self, version):
        """Speaks no other version, not even an old one that the system holds for unsafe."""
        context = LAB.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        context.set_ciphers("ALL:@SECLEVEL=0")
        return TlsServer(self, context)

    def check_version(self, version, sslversion, text, *options):
        server = self.version_server(version)
        self.use(server, *options)
        self.configure(sslversion=sslversion)
        self.assertEqual(self.connected(server).socket.version(), text)

    def test_each_sslversion_speaks_its_version(self):
        versions = ssl.TLSVersion
        self.check_version(versions.TLSv1, 1, "TLSv1")
        self.check_version(versions.TLSv1_1, 2, "TLSv1.1")
        self.check_version(versions.TLSv1_2, 3, "TLSv1.2")
        self.check_version(versions.TLSv1_2, 4, "TLSv1.2")
        self.check_version(versions.TLSv1_3, 4, "TLSv1.3")

    def test_sslversion_4_speaks_old_versions_when_it_is_told_to(self):
        self.check_version(ssl.TLSVersion.TLSv1, 4, "TLSv1", "--set", "tls.legacy=on")

    def test_sslversion_4_speaks_no_old_versions_otherwise(self):
        server = self.version_server(ssl.TLSVersion.TLSv1_1)
        self.use(server)
        self.refused_by_server(server, 32, "protocol version")

    def test_a_server_of_tls_1_3_only_is_32_with_sslversion_3(self):
        self.use(LAB.broker(self, "tls_version tlsv1.3"))
        self.check_connects()
        self.configure(sslversion=3)
        self.check_refused(32, "the server sent the alert: tlsv1 alert protocol version")

    def test_sslversion_0_is_34(self):
        self.use(LAB.broker(self))
        self.configure(sslversion=0)
        self.check_refused(34, "SSL 3.0 is not secure and not built into OpenSSL")

    def test_the_cipher_suite_can_be_chosen(self):
        context = LAB.context()
        context.set_ciphers("ALL")
        server = TlsServer(self, context)
        self.use(server)
        for value, is_aes128_sha in ((b"0xFFFF", False), (b"0x002F", True)):
            self.host.ask(b'AT+CSSLCFG="ciphersuites",0,%s\r' % value, OK)
            cipher, _, _ = self.connected(server).socket.cipher()
            self.assertEqual(cipher == "AES128-SHA", is_aes128_sha, cipher)
            disconnect(self.host)

    def test_no_common_cipher_suite_is_32(self):
        self.use(LAB.broker(self, certificate="ec", key="ec"))
        self.host.ask(b'AT+CSSLCFG="ciphersuites",0,0x002F\r', OK)
        self.check_refused(32, "the server sent the alert: sslv3 alert handshake failure")

    def server_that_notes_names(self, names):
        context = LAB.context()
        context.sni_callback = lambda _, name, __: names.append(name)
        return TlsServer(self, context)

    def test_the_name_is_sent_only_with_enable_sni(self):
        names = []
        server = self.server_that_notes_names(names)
        self.use(server)
        self.connected(server)
        disconnect(self.host)
        self.configure(enableSNI=1)
        self.connected(server)
        self.assertEqual(names, [None, NAME])

    def test_a_server_without_tls_is_32(self):
        self.use(Mosquitto(self))
        # mosquitto closes without having read everything, which resets the connection.
        self.check_refused(32, "Connection reset by peer")

    def test_an_answer_that_is_no_tls_is_32(self):
        server = ScriptedServer(self)
        self.use(server)
        for answer in (b"HTTP/1.1 400 Bad Request\r\n\r\n", b"+PONG\r\n", CONNACK * 4):
            self.host.type(connect_command(URL))
            connection = server.accept()
            connection.read(5)
            connection.send(answer)
            self.host.expect(OK + line("+CMQTTCONNECT: 0,32"))
            self.expect_reason("CONNECT", 32, "the peer speaks no TLS on this port")

    def test_a_client_without_tls_at_a_server_with_it_is_26(self):
        self.use(LAB.broker(self))
        self.host.ask(b"AT+CMQTTREL=0\r", OK)
        acquire(self.host)
        # mosquitto ends the connection without an alert, which would be 24.
        self.check_refused(26, "Connection reset by peer")

    def test_the_end_of_the_connection_is_32(self):
        server = ScriptedServer(self)
        self.use(server)
        for end, reason in (("close", "the server closed the connection without close_notify in the handshake"),
                            ("reset", "Connection reset by peer")):
            self.host.ask(connect_command(URL), OK)
            connection = server.accept()
            # What is unread would make a reset of any end.
            self.assertEqual(connection.socket.recv(65536)[:1], b"\x16")
            getattr(connection, end)()
            self.host.expect(line("+CMQTTCONNECT: 0,32"))
            self.expect_reason("CONNECT", 32, reason)

    def test_the_end_of_the_connection_at_once_is_32(self):
        # Whether the program sees the connection before its end is chance, so more than once.
        server = ScriptedServer(self)
        self.use(server)
        for end in ("close", "reset") * 10:
            self.host.type(connect_command(URL))
            getattr(server.accept(), end)()
            self.host.expect(OK + line("+CMQTTCONNECT: 0,32"))
        self.host.expect_nothing_more()

    def test_a_silent_server_is_32_after_negotiatetime(self):
        server = ScriptedServer(self)
        self.use(server)
        self.configure(negotiatetime=10)
        self.host.ask(connect_command(URL), OK)
        connection = server.accept()
        self.assertFalse(self.host.comes_within(9))
        self.host.expect(line("+CMQTTCONNECT: 0,32"))
        self.assertTrue(connection.is_closed_by_modem())
        self.expect_reason("CONNECT", 32, "the handshake took longer than negotiatetime, 10 s")

    def test_disc_ends_a_handshake(self):
        server = ScriptedServer(self)
        self.use(server)
        self.host.ask(connect_command(URL), OK)
        connection = server.accept()
        self.host.ask(b"AT+CMQTTDISC=0,60\r",
                      OK + line("+CMQTTCONNECT: 0,6") + line("+CMQTTDISC: 0,0"))
        self.assertTrue(connection.is_closed_by_modem())
        self.host.expect_nothing_more()


class SecuredConnection(Tls):
    def setUp(self):
        super().setUp()
        self.server = TlsServer(self, LAB.context())
        self.use(self.server)
        self.trust()

    def check_lost(self, end, cause, reason):
        getattr(self.connected(self.server), end)()
        self.host.expect(line(f"+CMQTTCONNLOST: 0,{cause}"))
        self.expect_reason("CONNLOST", cause, reason)
        self.connected(self.server)

    def test_close_notify_is_lost_with_cause_1(self):
        self.check_lost("close_with_notice", 1, "closed by the server")

    def test_a_truncation_is_lost_with_cause_2(self):
        self.check_lost("close", 2, "without close_notify")

    def test_a_reset_is_lost_with_cause_2(self):
        self.check_lost("reset", 2, "Connection reset by peer")

    def test_every_end_before_connack_is_26(self):
        for end, reason in (("close_with_notice", "closed by the server"),
                            ("close", "without close_notify"),
                            ("reset", "Connection reset by peer")):
            getattr(self.begin_connect(self.server), end)()
            self.host.expect(line("+CMQTTCONNECT: 0,26"))
            self.expect_reason("CONNECT", 26, reason)

    def test_close_notify_right_behind_connack_is_lost(self):
        connection = self.begin_connect(self.server)
        connection.send(CONNACK)
        connection.close_with_notice()
        self.host.expect(line("+CMQTTCONNECT: 0,0") + line("+CMQTTCONNLOST: 0,1"))
        self.host.expect_nothing_more()

    def test_disc_ends_with_close_notify(self):
        connection = self.connected(self.server)
        disconnect(self.host)
        connection.expect(b"\xe0\x00")
        # A truncation would be an error here.
        self.assertEqual(connection.socket.recv(1), b"")

    def test_half_packets_are_waited_for(self):
        connection = self.begin_connect(self.server)
        for octet in CONNACK[:-1]:
            connection.send(bytes([octet]))
            self.host.expect_nothing_more()
        connection.send(CONNACK[-1:])
        self.host.expect(line("+CMQTTCONNECT: 0,0"))

    def test_certificates_are_listed_and_deleted(self):
        self.host.ask(b"AT+CCERTLIST\r", line('+CCERTLIST: "ca.pem"') + OK)
        self.enter_file("b.pem", "client.pem")
        self.host.ask(b"AT+CCERTLIST\r",
                      line('+CCERTLIST: "b.pem"') + b'+CCERTLIST: "ca.pem"\r\n' + OK)
        self.host.ask(b'AT+CCERTDELE="ca.pem"\r', OK)
        self.host.ask(b'AT+CCERTDELE="ca.pem"\r', ERROR)
        self.host.ask(b"AT+CCERTLIST\r", line('+CCERTLIST: "b.pem"') + OK)
        self.check_refused(33, "cacert ca.pem of context 0 is not in the store")


class Payload(Tls):
    def test_the_largest_payload_passes_both_ways(self):
        self.use(LAB.broker(self))
        self.trust()
        connect(self.host, URL)
        subscribe(self.host, b"t", 1)
        payload = bytes(range(256)) * 40
        publish(self.host, b"t", payload, 1)
        self.host.expect(rx_group(0, b"t", payload))
        disconnect(self.host)

    def test_a_server_that_reads_late_gets_everything(self):
        server = TlsServer(self, LAB.context())
        self.use(server)
        connection = self.connected(server)
        count = publish_until_server_is_full(self.host)
        for _ in range(count):
            self.assertEqual(connection.expect_packet(0x30), b"\x00\x04fill" + bytes(10240))
        self.host.expect(line("+CMQTTPUB: 0,0"))
        self.host.expect_nothing_more()


class Session(Tls):
    def check_resumed(self, version, expected, **options):
        context = LAB.context()
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

    def test_an_unchecked_one_is_never_taken_for_a_checked_one(self):
        self.use(LAB.broker(self))
        self.check_connects()
        self.trust("other_ca.pem")
        self.check_refused(32, "is not signed by cacert")

    def test_one_without_a_check_of_dates_is_not_resumed_with_it(self):
        self.use(LAB.broker(self, certificate="expired"))
        self.trust()
        self.check_connects()
        self.configure(ignorelocaltime=0)
        self.check_refused(32, "server certificate expired")

    def test_that_of_another_ca_is_not_resumed(self):
        self.use(LAB.broker(self))
        self.trust()
        self.check_connects()
        self.trust("other_ca.pem")
        self.check_refused(32, "is not signed by cacert")

    def test_that_of_another_name_is_not_resumed(self):
        self.use(LAB.broker(self))
        self.trust()
        self.check_connects()
        self.check_refused(32, f"is for {NAME}, not for", "tcp://other.example")


class Secrets(Tls):
    FILES = ("ca.pem", "client.pem", "encrypted.key", "client.key", "client_key.der")

    def use_all_secrets(self):
        """Each is entered, used, read back, and mistyped."""
        self.trust()
        self.show("client.pem", "encrypted.key")
        self.configure(authmode=2, keypwd=KEY_PASSWORD)
        connect(self.host, URL, credentials=f',"user","{PASSWORD}"')
        disconnect(self.host)
        context = f'+CSSLCFG: 0,4,2,1,300,"ca.pem","cert.pem","key.pem",0,"{KEY_PASSWORD}",0x0'
        self.host.ask(b"AT+CSSLCFG=0\r", line(context) + OK)
        self.configure(keypwd="wrong")
        self.check_refused(34, "does not open it")
        self.enter_file("plain.pem", "client.key")
        self.configure(clientkey="plain.pem")
        self.check_connects()
        self.enter_file("bare.der", "client_key.der")
        self.configure(clientkey="bare.der", cacert="plain.pem")
        self.check_refused(34, "holds no certificate")
        for command in (f'+CSSLCFG="keypwd",0,"{MISTYPED_KEY_PASSWORD}',
                        f'+CSSLCFG="keypwd",0,{MISTYPED_KEY_PASSWORD}',
                        f'+CSSLCFG="keypwd",10,"{MISTYPED_KEY_PASSWORD}"',
                        f'+CSSLCFG="keypwt",0,"{MISTYPED_KEY_PASSWORD}"',
                        f'+CSLCFG="keypwd",0,"{MISTYPED_KEY_PASSWORD}"',
                        f'E0;+CSSLCFG="keypwd",0,"{MISTYPED_KEY_PASSWORD}",1'):
            self.host.ask(f"AT{command}\r".encode(), ERROR)

    def type_key_where_it_is_not_wanted(self):
        """Behind a refused command, and more of it than was announced."""
        # By chance a key could hold a command.
        key = re.sub(rb"(?i)at", b"//", LAB.octets("client.key"))
        self.host.ask(b'AT+CCERTDOWN="key.txt",%d\r' % len(key), ERROR)
        self.host.type(key + b"\r")
        self.host.expect_nothing_more()
        self.host.ask(b'AT+CCERTDOWN="half.pem",100\r', PROMPT)
        self.host.ask(key + b"\r", OK)
        self.host.expect_nothing_more()

    def secrets(self):
        """Parts of every file, as text and in hexadecimal, and the passwords."""
        yield "-----BEGIN"
        for word in (KEY_PASSWORD, MISTYPED_KEY_PASSWORD, PASSWORD):
            yield word
            yield word.encode().hex()
        for file in self.FILES:
            octets = LAB.octets(file)
            for at in range(0, len(octets), 8):
                part = octets[at:at + 16]
                yield part.hex()
                if file.endswith(".der") or b"-----" in part or len(part) < 16 or b"\n" in part:
                    continue
                yield part.decode()

    def check_no_secret(self, text):
        self.assertIn("why ", text, "a text without anything proves nothing")
        lowered = text.lower()
        for secret in self.secrets():
            self.assertNotIn(secret.lower(), lowered)

    def test_none_stands_in_the_trace_or_the_log(self):
        self.use(LAB.broker(self, "require_certificate true"), "--log-level", "debug")
        self.use_all_secrets()
        self.modem.end()
        self.check_no_secret(self.modem.trace())
        self.check_no_secret("\n".join(self.modem.errors.all()))

    def test_a_key_that_is_typed_where_none_is_wanted_is_not_shown(self):
        self.use(LAB.broker(self), "--log-level", "debug")
        self.type_key_where_it_is_not_wanted()
        self.modem.end()
        self.check_no_secret(self.modem.trace())
        self.check_no_secret("\n".join(self.modem.errors.all()))
