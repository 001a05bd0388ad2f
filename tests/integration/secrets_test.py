"""What a modem is told in confidence stands in nothing that it writes, at the highest level of log
and trace (F4)."""

import os
import re

from support.commands import connect, disconnect, enter, publish, subscribe
from support.host import ERROR, OK, PROMPT, line, rx_group
from support.tls_case import URL, TlsTest
from support.tls_lab import KEY_PASSWORD

PASSWORD = "pass-zq6"
MISTYPED_KEY_PASSWORD = "keypwd-zq7"
DEVICE_SECRET = "device-secret-zq8"
WILL_MESSAGE = "will-message-zq9"
KEY_LINE = "Szq10KeyLine"

FILES = ("ca.pem", "client.pem", "encrypted.key", "client.key", "client_key.der")


class Secrets(TlsTest):
    def start_modem(self, *configuration):
        self.state = self.new_path("state")
        self.use(self.lab.broker(self, *configuration), "--log-level", "debug", "--state",
                 self.state)

    def enter_certificates(self):
        self.trust()
        self.show("client.pem", "encrypted.key")
        self.configure(authmode=2, keypwd=KEY_PASSWORD)
        context = f'+CSSLCFG: 0,4,2,1,300,"ca.pem","cert.pem","key.pem",0,"{KEY_PASSWORD}",0x0'
        self.host.ask(b"AT+CSSLCFG=0\r", line(context) + OK)

    def use_password_and_will(self):
        enter(self.host, "AT+CMQTTWILLTOPIC=0,4", b"will")
        enter(self.host, f"AT+CMQTTWILLMSG=0,{len(WILL_MESSAGE)},1", WILL_MESSAGE.encode())
        connect(self.host, URL, credentials=f',"user","{PASSWORD}"')
        read = f'+CMQTTCONNECT: 0,"{URL}",60,1,"user","{PASSWORD}"'
        self.host.ask(b"AT+CMQTTCONNECT?\r", line(read) + b"+CMQTTCONNECT: 1\r\n" + OK)
        subscribe(self.host, b"t", 1)
        publish(self.host, b"t", b"x", 1)
        self.host.expect(rx_group(0, b"t", b"x"))
        disconnect(self.host)

    def sign_in(self):
        self.host.ask(f'AT+CMQTTCFG="aliauth",0,"pk","dev","{DEVICE_SECRET}"\r'.encode(), OK)
        self.check_connects()

    def use_files_in_the_wrong_place(self):
        self.configure(keypwd="wrong")
        self.check_refused(34, "clientkey key.pem is encrypted and its password does not open it; set "
                           "it with AT+CSSLCFG")
        self.enter_file("plain.pem", "client.key")
        self.configure(clientkey="plain.pem")
        self.check_connects()
        self.enter_file("bare.der", "client_key.der")
        self.configure(clientkey="bare.der", cacert="plain.pem")
        self.check_refused(34, "cacert plain.pem is not a readable certificate; what was entered is "
                           "a PEM of the kind PRIVATE KEY, or not all of it")

    def mistype(self):
        mistyped = MISTYPED_KEY_PASSWORD
        for command in (f'+CSSLCFG="keypwd",0,"{mistyped}', f'+CSSLCFG="keypwd",0,{mistyped}',
                        f'+CSSLCFG="keypwd",10,"{mistyped}"', f'+CSSLCFG="keypwt",0,"{mistyped}"',
                        f'+CSLCFG="keypwd",0,"{mistyped}"',
                        f'E0;+CSSLCFG="keypwd",0,"{mistyped}",1',
                        f'+CMQTTCFG="aliauth",9,"pk","dev","{mistyped}"',
                        f'+CMQTTCFG="aliath",0,"pk","dev","{mistyped}"'):
            # A refusal of CFG may have its own line, which says nothing of the value.
            self.host.type(f"AT{command}\r".encode())
            self.read_refusal()

    def read_refusal(self):
        text = b""
        while text not in (b"OK\r\n", b"ERROR\r\n"):
            text = self.host.read_line()

    def type_key_where_it_is_not_wanted(self):
        """Behind a refused command, and more of it than was announced."""
        # By chance a key could hold a command.
        key = re.sub(rb"(?i)at", b"//", self.lab.octets("client.key"))
        self.host.ask(b'AT+CCERTDOWN="key.txt",%d\r' % len(key), ERROR)
        self.host.type(key + b"\r")
        self.host.expect_nothing_more()
        self.host.ask(b'AT+CCERTDOWN="half.pem",100\r', PROMPT)
        self.host.ask(key + b"\r", OK)
        self.host.expect_nothing_more()

    def type_key_that_looks_like_commands(self):
        """Of a key that was announced too short, lines may begin as commands do."""
        self.host.ask(b'AT+CCERTDOWN="short.pem",10\r', PROMPT)
        self.host.type(b"-----BEGIN KEY-----\r\nAT" + KEY_LINE.encode() + b"/9+\r\naTq"
                       + KEY_LINE.encode() + b"\r\nAT+" + KEY_LINE.encode() + b"\r\n")
        self.host.expect(OK + ERROR * 3)
        self.host.expect_nothing_more()

    def secrets(self):
        """Parts of every file, as text and in hexadecimal, and the words."""
        yield "-----BEGIN"
        for word in (KEY_LINE, KEY_PASSWORD, MISTYPED_KEY_PASSWORD, PASSWORD, DEVICE_SECRET, WILL_MESSAGE):
            yield word
            yield word.encode().hex()
        for file in FILES:
            octets = self.lab.octets(file)
            for at in range(0, len(octets), 8):
                part = octets[at:at + 16]
                yield part.hex()
                if file.endswith(".der") or b"-----" in part or len(part) < 16 or b"\n" in part:
                    continue
                yield part.decode()

    def written_texts(self):
        """All that the program writes but the answers to its host: standard error and the trace."""
        yield "\n".join(self.modem.errors.all())
        yield self.modem.trace()

    def state_files(self):
        """The names and texts of all that is kept but the certificates and keys themselves."""
        for directory, _, names in os.walk(self.state):
            if os.path.basename(directory) == "certificates":
                continue
            for name in names:
                with open(os.path.join(directory, name), encoding="utf-8") as file:
                    yield name, file.read()

    def check_no_secret(self):
        self.host.ask(b"AT&W\r", OK)
        self.modem.end()
        kept = dict(self.state_files())
        self.assertIn("E=", kept["settings"])
        for text in self.written_texts():
            self.assertIn("why ", text, "a text without anything proves nothing")
        for text in (*self.written_texts(), *kept.values()):
            lowered = text.lower()
            for secret in self.secrets():
                self.assertNotIn(secret.lower(), lowered)

    def test_none_is_written_by_a_session_that_uses_all_of_them(self):
        self.start_modem("require_certificate true")
        self.enter_certificates()
        self.use_password_and_will()
        self.sign_in()
        self.use_files_in_the_wrong_place()
        self.mistype()
        self.check_no_secret()

    def test_a_key_that_is_typed_where_none_is_wanted_is_not_written(self):
        self.start_modem()
        self.type_key_where_it_is_not_wanted()
        self.check_no_secret()

    def test_the_rest_of_a_key_that_was_announced_too_short_is_not_written(self):
        self.start_modem()
        self.type_key_that_looks_like_commands()
        self.check_no_secret()
