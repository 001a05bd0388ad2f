"""The test case of everything that is about TLS: a modem whose only server is the one of the test."""

from support.case import IntegrationTest
from support.commands import connect, connect_command, disconnect, enter, start
from support.host import OK, line
from support.modem import Modem
from support.server import CONNACK
from support.tls_lab import NAME, Laboratory

URL = f"tcp://{NAME}:8883"

# What the module's clock says where a test is about dates.
NOW = "30/01/01,00:00:00+00"


class TlsTest(IntegrationTest):
    """The certificates are made once for each class of tests."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Laboratory()
        cls.addClassCleanup(cls.lab.close)

    def use(self, server, *options, server_type=1):
        """A modem for which every server is this one, with a client for TLS."""
        self.place = server.url.removeprefix("tcp://")
        self.modem = Modem(self, "--stdio", "--set", "echo=off", "--map", f"*={self.place}",
                           *options)
        self.host = self.modem.stdio_host()
        self.next_why = 0
        start(self.host)
        self.host.ask(b'AT+CMQTTACCQ=0,"dut",%d,4\r' % server_type, OK)

    def configure(self, **options):
        """AT+CSSLCFG; a text is quoted, a number is not."""
        for option, value in options.items():
            written = f'"{value}"' if isinstance(value, str) else value
            self.host.ask(f'AT+CSSLCFG="{option}",0,{written}\r'.encode(), OK)

    def set_clock(self, time):
        self.host.ask(f'AT+CCLK="{time}"\r'.encode(), OK)

    def enter_file(self, name, file):
        octets = self.lab.octets(file)
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

    def next_reason(self, what):
        """The next line of standard error that tells of this kind of event."""
        self.host.expect_nothing_more()
        why = self.modem.errors.wait_for(f"^why {what} 0 -> .*", self.next_why)[0]
        self.next_why = self.modem.errors.all().index(why, self.next_why) + 1
        return why

    def expect_reason(self, what, value, reason):
        """{tls} in the reason stands for the words that tell with whom TLS was spoken."""
        expected = reason.replace("{tls}", f"(TLS with {NAME} at {self.place})")
        self.assertEqual(self.next_reason(what), f"why {what} 0 -> {value}: {expected}")

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
