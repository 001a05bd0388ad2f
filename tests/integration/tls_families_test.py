"""What the families of modules have in CSSLCFG beyond the SIM7600: a password in a file, names that
need not be right, other numbers of versions, any cipher suite (MB 6.1)."""

import ssl
import warnings

from support.commands import disconnect, enter
from support.host import OK
from support.tls_case import TlsTest
from support.tls_lab import KEY_PASSWORD, NAME, TlsServer


class FamilyOptions(TlsTest):
    def version_server(self, version):
        context = self.lab.context()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = version
        return TlsServer(self, context)

    def test_a_wrong_name_connects_with_ignorecertcn(self):
        self.use(self.lab.broker(self, certificate="wrong_name"), "--set", "csslcfg.ignorecertCN=on")
        self.trust()
        self.configure(ignorecertCN=1)
        self.check_connects()
        self.configure(ignorecertCN=0)
        self.check_refused(32, f"server certificate is for other.example, not for {NAME}; connect by "
                           "a name that it has {tls}")

    def test_the_password_of_a_key_may_be_in_a_file(self):
        self.use(self.lab.broker(self, "require_certificate true"), "--set", "csslcfg.password=on")
        self.show("client.pem", "encrypted.key")
        self.check_refused(34, "clientkey key.pem is encrypted and its password is empty; set it with "
                           "AT+CSSLCFG")
        self.configure(password="pass.pem")
        self.check_refused(33, "password pass.pem of context 0 is not in the store; enter it with "
                           "AT+CCERTDOWN")
        password = KEY_PASSWORD.encode() + b"\r\n"
        enter(self.host, f'AT+CCERTDOWN="pass.pem",{len(password)}', password)
        self.check_connects()

    def test_firmware_with_tls_1_3_numbers_the_versions_anew(self):
        versions = ssl.TLSVersion
        for version, sslversion, spoken in ((versions.TLSv1_2, 0, "TLSv1.2"),
                                            (versions.TLSv1_3, 1, "TLSv1.3"),
                                            (versions.TLSv1_2, 2, "TLSv1.2"),
                                            (versions.TLSv1_3, 2, "TLSv1.3")):
            server = self.version_server(version)
            self.use(server, "--set", "csslcfg.tls13=on")
            self.configure(sslversion=sslversion)
            self.assertEqual(self.connected(server).socket.version(), spoken)

    def test_a_server_of_tls_1_2_only_is_32_where_tls_1_3_is_asked_for(self):
        server = self.version_server(ssl.TLSVersion.TLSv1_2)
        self.use(server, "--set", "csslcfg.tls13=on")
        self.configure(sslversion=1)
        self.refused_by_server(server, 32, 'the server sent the alert "protocol version": it does not '
                               "speak the version of TLS that sslversion asks for {tls}")

    def test_any_cipher_suite_can_be_chosen(self):
        context = self.lab.context()
        context.set_ciphers("ALL")
        server = TlsServer(self, context)
        self.use(server, "--set", "csslcfg.ciphersuites=all")
        for value, name in ((b"0xC02F", "ECDHE-RSA-AES128-GCM-SHA256"), (b"0x002f", "AES128-SHA"),
                            (b"0x1301", "TLS_AES_128_GCM_SHA256")):
            self.host.ask(b'AT+CSSLCFG="ciphersuites",0,%s\r' % value, OK)
            self.assertEqual(self.connected(server).socket.cipher()[0], name)
            disconnect(self.host)

    def test_a_cipher_suite_that_cannot_be_spoken_is_34(self):
        self.use(self.lab.broker(self), "--set", "csslcfg.ciphersuites=all")
        self.host.ask(b'AT+CSSLCFG="ciphersuites",0,0x0000\r', OK)
        self.check_refused(34, "OpenSSL does not speak the suite 0x0000; set another")
        self.host.ask(b'AT+CSSLCFG="ciphersuites",0,0x1301\r', OK)
        self.configure(sslversion=3)
        self.check_refused(34, "no version of TLS it may speak has its suite")
