"""--trace and the log: what they show, and what they never show."""

import re

from support.broker import Mosquitto, free_port
from support.case import IntegrationTest
from support.commands import (acquire, connect, connect_command, disconnect, enter, go_online,
                              publish, start, subscribe)
from support.host import ERROR, OK, line, rx_group
from support.modem import Modem
from support.server import CONNACK, ScriptedServer

STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} ")

PASSWORD = "pass-zq1"
WILL_MESSAGE = b"will-zq2"
DEVICE_SECRET = "secret-zq3"
MISTYPED_PASSWORD = "pass-zq4"
SECRETS = (PASSWORD, WILL_MESSAGE.decode(), DEVICE_SECRET, MISTYPED_PASSWORD)


class Trace(IntegrationTest):
    def modem_and_host(self, *options, **process_options):
        modem = Modem(self, "--stdio", *options, **process_options)
        return modem, modem.stdio_host()

    def lines_without_stamps(self, modem):
        """The lines of the trace; those that are no `why ` line must have a time stamp."""
        lines = []
        for each in modem.trace().splitlines():
            if not each.startswith("why "):
                self.assertRegex(each, STAMP)
            lines.append(STAMP.sub("", each))
        return lines

    def test_both_sides_of_the_line_and_the_packets_stand_in_their_order(self):
        broker = Mosquitto(self)
        modem, host = self.modem_and_host("--set", "echo=off")
        go_online(host, broker.url)
        subscribe(host, b"t", 1)
        publish(host, b"t", b"\x00hi", 1)
        host.expect(rx_group(0, b"t", b"\x00hi"))
        disconnect(host)
        lines = self.lines_without_stamps(modem)
        publish_line = 'PUBLISH topic="t" qos=1 retain=0 dup=0 id={} payload=(3 octets) "\\0hi"'
        self.assertEqual(lines[:15], [
            "> AT+CMQTTSTART", "< OK", "< +CMQTTSTART: 0",
            '> AT+CMQTTACCQ=0,"dut",0,4', "< OK",
            f'> AT+CMQTTCONNECT=0,"{broker.url}",60,1', "< OK",
            '-> client 0 CONNECT 3.1.1 client_id="dut" clean_session=1 keep_alive=60',
            "<- client 0 CONNACK session_present=0 code=0", "< +CMQTTCONNECT: 0,0",
            "> AT+CMQTTSUB=0,1,1", "< >", "> t",
            '-> client 0 SUBSCRIBE id=1 "t" qos=1', "< OK"])
        for wanted in ("<- client 0 SUBACK id=1 codes=1", "-> client 0 " + publish_line.format(2),
                       "<- client 0 PUBACK id=2", "<- client 0 " + publish_line.format(1),
                       "-> client 0 PUBACK id=1", "< +CMQTTRXSTART: 0,1,3",
                       "< +CMQTTRXEND: 0", "-> client 0 DISCONNECT"):
            self.assertIn(wanted, lines)

    def test_refusals_and_losses_have_a_why_line_in_trace_and_log(self):
        broker = Mosquitto(self)
        modem, host = self.modem_and_host("--set", "echo=off")
        host.ask(b'AT+CMQTTACCQ=0,"dut"\r', line("+CMQTTACCQ: 0,9") + ERROR)
        start(host)
        acquire(host)
        connect(host, f"tcp://127.0.0.1:{free_port()}", err=3)
        connect(host, broker.url)
        broker.kill()
        host.expect(line("+CMQTTCONNLOST: 0,1"))
        modem.end()
        whys = [each for each in modem.trace().splitlines() if each.startswith("why ")]
        self.assertEqual(len(whys), 3, whys)
        self.assertRegex(whys[0], r"^why ACCQ 0 -> 9: ")
        self.assertRegex(whys[1], r"^why CONNECT 0 -> 3: .*127\.0\.0\.1:\d+: Connection refused$")
        self.assertRegex(whys[2], r"^why CONNLOST 0 -> 1: ")
        self.assertEqual(modem.errors.all(), whys)

    def test_a_minus_sign_traces_to_standard_error(self):
        modem, host = self.modem_and_host("--trace", "-", has_trace=False)
        host.ask(b"AT+NOSUCH\r", b"AT+NOSUCH\r" + ERROR)
        modem.end()
        lines = [STAMP.sub("", each) for each in modem.errors.all()]
        self.assertEqual(lines[0], "> AT+NOSUCH")
        self.assertRegex(lines[1], "^why .*NOSUCH")
        self.assertEqual(lines[2:], ["< ERROR"])

    def test_several_modems_are_told_apart(self):
        paths = [self.new_path("modem"), self.new_path("modem")]
        modem = Modem(self, "--stdio", f"--pty={paths[0]}")
        modem.stdio_host().ask(b"AT\r", b"AT\r" + OK)
        modem.end()
        self.assertEqual([STAMP.sub("", each) for each in modem.trace().splitlines()],
                         ["[modem 1] > AT", "[modem 1] < OK"])

    def test_a_trace_is_added_to_what_the_file_holds(self):
        modem, host = self.modem_and_host()
        host.ask(b"AT\r", b"AT\r" + OK)
        modem.end()
        before = modem.trace()
        again, host = self.modem_and_host("--trace", modem.trace_path, has_trace=False)
        host.ask(b"AT\r", b"AT\r" + OK)
        again.end()
        self.assertTrue(modem.trace().startswith(before))
        self.assertGreater(len(modem.trace()), len(before))

    def use_all_secrets(self, host):
        """Each secret is entered, used, read back, and mistyped."""
        server = ScriptedServer(self)
        start(host)
        acquire(host)
        host.ask(f'AT+CMQTTCFG="aliauth",0,"key","name","{DEVICE_SECRET}"\r'.encode(), OK)
        enter(host, "AT+CMQTTWILLTOPIC=0,4", b"gone")
        enter(host, f"AT+CMQTTWILLMSG=0,{len(WILL_MESSAGE)},1", WILL_MESSAGE)
        host.ask(connect_command(server.url, credentials=f',"user","{PASSWORD}"'), OK)
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))
        host.ask(b"AT+CMQTTCONNECT?\r",
                 line(f'+CMQTTCONNECT: 0,"{server.url}",60,1,"user","{PASSWORD}"')
                 + b"+CMQTTCONNECT: 1\r\n" + OK)
        # Refused, unknown, cut, and in a list.
        host.ask(connect_command(server.url, credentials=f',"user","{PASSWORD}"'),
                 line("+CMQTTCONNECT: 0,13") + ERROR)
        host.ask(f'AT+CMQTTCONECT=0,"tcp://h",60,1,"user","{MISTYPED_PASSWORD}"\r'.encode(), ERROR)
        host.ask(f'AT+CMQTTCONNECT=0,"tcp://h,60,1,"user","{MISTYPED_PASSWORD}\r'.encode(), ERROR)
        host.ask(f'ATE0;+CMQTTCONNECT=7,"tcp://h",60,1,"u","{MISTYPED_PASSWORD}"\r'.encode(),
                 line("+CMQTTCONNECT: 7,10") + ERROR)
        host.ask(f'AT+CMQTTCFG="aliauth",0,"key","name",{DEVICE_SECRET}\r'.encode(), ERROR)
        connection.close()
        host.expect(line("+CMQTTCONNLOST: 0,1"))

    def check_no_secret(self, text):
        self.assertGreater(len(text), 100, "a text without anything proves nothing")
        for secret in SECRETS:
            self.assertNotIn(secret, text)
            self.assertNotIn(secret.encode().hex(), text.lower())

    def test_no_secret_stands_in_the_trace_or_the_log(self):
        modem, host = self.modem_and_host("--set", "echo=off", "--log-level", "debug")
        self.use_all_secrets(host)
        modem.end()
        self.check_no_secret(modem.trace())
        self.check_no_secret("\n".join(modem.errors.all()))

    def test_no_secret_stands_in_a_trace_to_standard_error(self):
        modem, host = self.modem_and_host("--set", "echo=off", "--log-level", "debug", "--trace",
                                          "-", has_trace=False)
        self.use_all_secrets(host)
        modem.end()
        self.check_no_secret("\n".join(modem.errors.all()))
        self.assertIn("***", "\n".join(modem.errors.all()))
