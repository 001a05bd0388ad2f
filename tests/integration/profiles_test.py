"""Each profile against a real broker: what a host of that family types, from start to stop."""

from support.broker import Mosquitto, Subscriber
from support.case import IntegrationTest, make_test
from support.commands import connect, connect_command, disconnect, enter, publish, start, subscribe
from support.host import ERROR, OK, line, rx_group
from support.modem import Modem

TOPIC = b"plant/7"
PAYLOAD = b"21.5"


class ProfileTest(IntegrationTest):
    def host(self, profile, *options):
        """Without boot lines and echo, which differ."""
        modem = Modem(self, "--stdio", "--profile", profile, "--set", "echo=off", "--set",
                      "boot.lines=", "--set", "net.event_lines=false", *options)
        return modem.stdio_host()


class Session(ProfileTest):
    def check_session(self, profile, stopped):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, "state")
        host = self.host(profile)
        start(host)
        host.ask(b'AT+CMQTTACCQ=0,"dut",0\r', OK)
        enter(host, "AT+CMQTTWILLTOPIC=0,4", b"will")
        enter(host, "AT+CMQTTWILLMSG=0,4,1", b"gone")
        connect(host, broker.url)
        subscribe(host, TOPIC, 1)
        broker.publish(TOPIC.decode(), PAYLOAD, 1)
        host.expect(rx_group(0, TOPIC, PAYLOAD))
        publish(host, b"state", PAYLOAD, 1)
        self.assertEqual(subscriber.messages(), [(1, 0, b"state", PAYLOAD)])
        enter(host, f"AT+CMQTTUNSUB=0,{len(TOPIC)},0", TOPIC, OK + line("+CMQTTUNSUB: 0,0"))
        disconnect(host)
        host.ask(b"AT+CMQTTREL=0\r", OK)
        host.ask(b"AT+CMQTTSTOP\r", stopped)
        host.expect_nothing_more()


OK_FIRST = OK + line("+CMQTTSTOP: 0")
RESULT_FIRST = line("+CMQTTSTOP: 0") + OK

for NAME, STOPPED in (("sim8200", OK_FIRST), ("sim7600", RESULT_FIRST), ("a7670", OK_FIRST),
                      ("sim7670", OK_FIRST)):
    @make_test(Session, f"{NAME} goes from start to stop")
    def session(self, name=NAME, stopped=STOPPED):
        self.check_session(name, stopped)


class A7670(ProfileTest):
    def test_a_connection_that_is_refused_has_no_ok(self):
        host = self.host("a7670")
        start(host)
        host.ask(b'AT+CMQTTACCQ=0,"dut"\r', OK)
        # Port 1 is the port multiplexer, which nothing answers on.
        host.ask(connect_command("tcp://127.0.0.1:1"), line("+CMQTTCONNECT: 0,3") + ERROR)
        host.expect_nothing_more()

    def test_topics_stand_in_quotes_with_argtopic(self):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, "state")
        host = self.host("a7670")
        start(host)
        host.ask(b'AT+CMQTTACCQ=0,"dut"\r', OK)
        host.ask(b'AT+CMQTTCFG="argtopic",0,1,1\r', OK)
        connect(host, broker.url)
        host.ask(b'AT+CMQTTSUB=0,"plant/#",2\r', OK + line("+CMQTTSUB: 0,0"))
        broker.publish(TOPIC.decode(), PAYLOAD, 2)
        host.expect(line('+CMQTTRECV: 0,"plant/7",4,"21.5"'))
        enter(host, 'AT+CMQTTPUB=0,"state",2,4', PAYLOAD, OK + line("+CMQTTPUB: 0,0"))
        self.assertEqual(subscriber.messages(), [(2, 0, b"state", PAYLOAD)])
        host.ask(b"AT+CMQTTSUB?\r", b"\r\n+CMQTTSUB:\r\nplant/#\r\n" + OK)
        host.ask(b'AT+CMQTTUNSUB=0,"plant/#"\r', OK + line("+CMQTTUNSUB: 0,0"))
        disconnect(host)
        host.ask(b"AT+CMQTTSTOP\r", OK_FIRST)
