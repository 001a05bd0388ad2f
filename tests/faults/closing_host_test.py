"""A host that closes its port anywhere, again and again: the modem is there for the next one."""

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.commands import subscribe
from support.host import OK, Host, line, rx_group
from support.modem import Modem

TOPIC = b"closing"

# The longest does not fit the buffers of a socket.
SIZES = (10, 1500, 10_240, 5_000_000)

# So long a host waits for the answer to AT before it types it once more.
QUIET_S = 0.3


def session(url):
    """What a host types from power-on to power-off, with every kind of data entry."""
    return (b"AT\rAT+CMQTTSTART\rAT+CMQTTACCQ=0,\"dut\",0\r"
            b"AT+CMQTTWILLTOPIC=0,4\rwillAT+CMQTTWILLMSG=0,4,1\rgone"
            + f'AT+CMQTTCONNECT=0,"{url}",60,0\r'.encode()
            + b"AT+CMQTTSUB=0,7,1\rclosingAT+CMQTTTOPIC=0,7\rclosingAT+CMQTTPAYLOAD=0,5\rhello"
            b"AT+CMQTTPUB=0,1,60\rAT+CCERTDOWN=\"a.pem\",6\rsecretAT+CCERTDELE=\"a.pem\"\r"
            b"AT+CMQTTUNSUB=0,7\rclosingAT+CMQTTDISC=0,60\rAT+CMQTTREL=0\rAT+CMQTTSTOP\r")


class ClosingHost(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.broker = Mosquitto(self)

    def start(self, kind):
        """Returns two functions that open the port: as it comes, and when it answers."""
        options = {"pty": ["--pty=" + self.new_path("line")], "tcp": ["--tcp", "127.0.0.1:0"],
                   "unix": ["--unix", self.new_path("line")]}[kind]
        modem = Modem(self, *options, "--set", "echo=off", "--set", "rx.size_max=5000000",
                      has_trace=False)
        place = modem.ready().split(" ")[1]
        opening = {"pty": Host.on_device, "tcp": Host.on_tcp, "unix": Host.on_unix}[kind]
        if kind == "pty":
            return lambda: opening(place), lambda: self.open_terminal(lambda: opening(place))
        return (lambda: self.open_socket(lambda: opening(place)),) * 2

    def open_socket(self, opening):
        """A socket that serves one host closes a second one's connection, and the end of the first
        may not have been noticed yet. Leaves what came before the answer to AT in `seen`."""
        while True:
            host = opening()
            try:
                host.type(b"AT\r")
                octets = bytearray()
                while not octets.endswith(OK):
                    octets += host.read_line()
                self.seen = bytes(octets.removesuffix(OK))
                return host
            except (OSError, AssertionError):
                host.close()

    def open_terminal(self, opening):
        """The modem may not have noticed that the last host is gone, and take the first AT for the
        end of its line or data: AT is typed until OK comes, as hosts do, and nothing behind it."""
        host = opening()
        text = b""
        while text != b"OK\r\n" or host.comes_within(QUIET_S):
            if not host.comes_within(QUIET_S):
                host.type(b"AT\r")
            text = host.read_line()
        return host

    def usable(self, opening):
        """A host that finds the modem in an unknown state brings it back, as firmware does."""
        host = self.opened(opening())
        for command, result in ((b"AT+CMQTTDISC=0,60\r", b"+CMQTTDISC: 0,"),
                                (b"AT+CMQTTREL=0\r", None), (b"AT+CMQTTSTOP\r", b"+CMQTTSTOP: ")):
            host.type(command)
            is_refused = False
            has_result = result is None
            is_final = False
            while not (is_final and (has_result or is_refused)):
                text = host.read_line()
                has_result = has_result or text.startswith(result or b"")
                is_refused = is_refused or text == b"ERROR\r\n"
                is_final = is_final or text in (b"OK\r\n", b"ERROR\r\n")
        host.ask(b"AT+CMQTTSTART\r", OK + line("+CMQTTSTART: 0"))
        host.ask(b'AT+CMQTTACCQ=0,"after",0\r', OK)
        host.ask(f'AT+CMQTTCONNECT=0,"{self.broker.url}",60,1\r'.encode(),
                 OK + line("+CMQTTCONNECT: 0,0"))
        return host


for KIND in ("pty", "tcp", "unix"):
    @make_test(ClosingHost, f"a {KIND} port closed behind each octet of a session")
    def closed_everywhere(self, kind=KIND):
        opening, synchronized = self.start(kind)
        octets = session(self.broker.url)
        for count in range(len(octets) + 1):
            host = opening()
            host.type(octets[:count])
            host.close()
        self.usable(synchronized).expect_nothing_more()


for KIND in ("tcp", "unix"):
    @make_test(ClosingHost, f"a {KIND} port closed inside an RX group")
    def closed_in_group(self, kind=KIND):
        """The group is repeated whole to the next host if the last one's socket did not take it
        whole; else it has gone with that host. Never does the next one get a part."""
        opening, _ = self.start(kind)
        host = self.usable(opening)
        host.expect_nothing_more()
        subscribe(host, TOPIC, 1)
        last = rx_group(0, TOPIC, b"last")
        repeated_count = 0
        for number, size in enumerate(SIZES):
            payload = bytes([number]) * size
            group = rx_group(0, TOPIC, payload)
            for count in (1, 60, len(group) // 2):
                self.broker.publish(TOPIC.decode(), payload, 1)
                host.expect(group[:count])
                host.close()
                host = self.opened(opening())
                self.broker.publish(TOPIC.decode(), b"last", 1)
                self.assertIn(self.seen, (b"", group))
                repeated_count += self.seen == group
                host.expect(last)
        self.assertGreater(repeated_count, 0, "no group was longer than the socket takes")
