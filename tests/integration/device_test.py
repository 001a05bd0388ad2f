"""The module around the service: reset, power, radio and SIM under real connections."""

from support.broker import Mosquitto
from support.case import IntegrationTest
from support.commands import acquire, connect, publish, start, subscribe
from support.host import ERROR, OK, Host, line, rx_group
from support.modem import Modem

BOOT = line("RDY") + line("+CPIN: READY") + line("SMS DONE") + line("PB DONE")
LOST = (line("+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY") + line("+CMQTTCONNLOST: 0,3")
        + line("+CMQTTNONET"))
TOPIC = b"plant/7/state"


class Device(IntegrationTest):
    def run_session(self, host, broker):
        """What a host does after power-on, until a message has gone round."""
        host.ask(b"AT+CREG?\r", b"\r\n+CREG: 0,1\r\n" + OK)
        start(host)
        acquire(host)
        connect(host, broker.url)
        subscribe(host, TOPIC, 1)
        publish(host, TOPIC, b"on", 1)
        host.expect(rx_group(0, TOPIC, b"on"))

    def booted_modem(self, *options):
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--profile", "sim7600", "--set",
                      "boot.on_open=true", "--set", "boot.delay=300ms", "--set", "echo=off", *options)
        host = self.opened(Host.on_tcp(modem.ready().split()[1]))
        host.expect(BOOT)
        return modem, host

    def test_a_host_ends_connected_after_each_kind_of_reset(self):
        broker = Mosquitto(self)
        _, host = self.booted_modem()
        self.run_session(host, broker)
        for command in (b"AT+CRESET\r", b"AT+CFUN=1,1\r", b"AT+CFUN=6\r"):
            host.ask(command, OK + LOST + BOOT)
            self.run_session(host, broker)

    def test_a_reset_closes_the_connection_to_the_broker(self):
        broker = Mosquitto(self)
        _, host = self.booted_modem()
        self.run_session(host, broker)
        host.ask(b"AT+CRESET\r", OK + LOST + BOOT)
        broker.log.wait_for("Client dut (closed its connection|disconnected)")

    def test_the_power_goes_without_a_word_and_comes_back(self):
        broker = Mosquitto(self)
        _, host = self.booted_modem("--set", "power.off_time=500ms")
        self.run_session(host, broker)
        host.ask(b"AT+CPOF\r", OK)
        host.type(b"AT\r")
        host.expect(BOOT)
        self.run_session(host, broker)

    def test_the_radio_goes_off_and_on(self):
        broker = Mosquitto(self)
        _, host = self.booted_modem()
        self.run_session(host, broker)
        host.ask(b"AT+CFUN=4\r", OK + LOST)
        host.ask(b"AT+CMQTTSTART\r", OK + line("+CMQTTSTART: 1"))
        host.ask(b"AT+CFUN=1\r", OK)
        self.run_session(host, broker)

    def test_a_command_that_must_not_be_missing_ends_the_process(self):
        modem = Modem(self, "--stdio", "--set", "echo=off", "--set", "unknown.command=exit")
        host = modem.stdio_host()
        host.ask(b"AT+CIPOPEN=0\r", ERROR)
        self.assertEqual(modem.wait(), 1)
        modem.errors.wait_for(r"^atmqtt: the host has sent AT\+CIPOPEN, which the module does not "
                              r"have \(unknown\.command=exit\)$")

    def test_a_wrong_identity_is_refused(self):
        for setting, wanted in (("id.imei=867584030000018", "15 digits"),
                                ("sim.iccid=89001010000000000019", "19 to 20 digits"),
                                ("sim.pin=12a4", "4 to 8 digits")):
            modem = Modem(self, "--stdio", "--set", setting, has_trace=False)
            self.assertEqual(modem.wait(), 2)
            modem.errors.wait_for(wanted)
