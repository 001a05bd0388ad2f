"""The command line: what is refused and in which words, and how the program ends."""

import os
import signal
import socket
import stat
import subprocess

from support.broker import Mosquitto, Subscriber
from support.case import IntegrationTest, make_test
from support.child import PATIENCE_S
from support.commands import (acquire, connect, connect_command, enter,
                              publish_until_server_is_full, start)
from support.host import OK, Host, line
from support.modem import Modem, program
from support.server import CONNACK, ScriptedServer

# Options that are refused with 2: a sentence, the options, and what the message must have, which is
# the option, the value and what is allowed.
BAD_USAGE = [
    ("an unknown option", ["--nosuch"], ["--nosuch", "--help"]),
    ("a mistyped option", ["--profil", "sim7600"], ["--profil:", "--profile is meant", "--help"]),
    ("a link behind a blank", ["--pty", "/tmp/modem"], ["--pty=/tmp/modem"]),
    ("an unknown command", ["reboot"], ["reboot", "serve, check, fleet, broker, profiles, commands"]),
    ("a surplus word", ["serve", "word"], ["word", "--help"]),
    ("an option without its value", ["--set"], ["--set", "needs one value"]),
    ("an empty profile", ["--profile", ""], ["--profile ''", "NAME|FILE.toml"]),
    ("an empty name of a trace", ["--trace="], ["--trace ''", "FILE"]),
    ("an empty name of a link", ["--pty="], ["--pty ''", "not be empty"]),
    ("standard input for two modems", ["--stdio", "--stdio"], ["--stdio", "must be once"]),
    ("a word beside the version", ["--version", "extra"], ["extra", "not expected"]),
    ("a word beside the help", ["--help", "extra"], ["extra", "not expected"]),
    ("a word beside a list", ["profiles", "extra"], ["extra", "not expected"]),
    ("an unknown profile", ["--profile", "sim900"], ["sim900", "sim8200", "sim7600", ".toml"]),
    ("a setting without equals sign", ["--set", "strict"], ["--set strict", "KEY=VALUE"]),
    ("a setting without key", ["--set", "=on"], ["--set =on", "KEY=VALUE"]),
    ("an unknown setting", ["--set", "rx.nosuch=1"],
     ["--set rx.nosuch=1", "rx.payload_chunk", "rx.size_max"]),
    ("a setting that is no number", ["--set", "rx.payload_chunk=many"],
     ["--set rx.payload_chunk=many", "a number from 1 to 1048576"]),
    ("a setting beyond its range", ["--set", "accq.version=5"],
     ["--set accq.version=5", "a number from 3 to 4"]),
    ("a setting that is neither true nor false", ["--set", "echo=maybe"],
     ["--set echo=maybe", "true or false"]),
    ("a setting that is none of its words", ["--set", "dte.absent=wait"],
     ["--set dte.absent=wait", "keep, drop"]),
    ("a time with an unknown unit", ["--set", "prompt.timeout=2h"],
     ["--set prompt.timeout=2h", "us, ms, s, min"]),
    ("a text that is too long", ["--set", "id.model=" + "M" * 65],
     ["--set id.model=", "up to 64 octets"]),
    ("a serial port without device", ["--serial", ":9600"], ["--serial :9600", "DEVICE[:BAUD"]),
    ("a serial port with a bad speed", ["--serial", "/dev/ttyS0:fast"],
     ["--serial /dev/ttyS0:fast", "BAUD", " to "]),
    ("rtscts without a speed", ["--serial", "/dev/ttyS0:rtscts"],
     ["--serial /dev/ttyS0:rtscts", "BAUD before :rtscts"]),
    ("a tcp port without number", ["--tcp", "localhost"], ["--tcp localhost", "HOST:PORT"]),
    ("a tcp port beyond the range", ["--tcp", "localhost:65536"],
     ["--tcp localhost:65536", "0 to 65535"]),
    ("a map without equals sign", ["--map", "broker"], ["--map broker", "HOST[:PORT]=HOST:PORT"]),
    ("a map without a place", ["--map", "broker="], ["--map broker=", "HOST:PORT"]),
    ("a map to port 0", ["--map", "broker=h:0"], ["--map broker=h:0", "1 to 65535"]),
    ("a map of nothing", ["--map", "=h:1"], ["--map =h:1", "HOST or HOST:PORT"]),
    ("a pace that is no number", ["--pace", "fast"], ["--pace fast", "300 to 4000000"]),
    ("an unknown log level", ["--log-level", "loud"],
     ["--log-level loud", "debug, info, warning, error, off"]),
    ("a modem per connection on a pty", ["--modem-per-connection", "--pty"],
     ["--modem-per-connection", "--tcp or --unix"]),
    ("a state for a modem per connection",
     ["--modem-per-connection", "--tcp", "0", "--state", "/nowhere"],
     ["--state", "--modem-per-connection"]),
    ("an unknown profile to be shown", ["profiles", "--show", "sim900"], ["sim900", "sim8200"]),
    ("a surplus option of commands", ["commands", "--tcp", "0"], ["--tcp", "--help"]),
]

# Files that are refused: a sentence, what they are for, their content, and words of the message.
BAD_FILES = [
    ("a config file that is not toml", "--config", "pty = \n", [":1: "]),
    ("a config file with an unknown key", "--config", "\nptty = true\n", [":2: ", "ptty"]),
    ("a config file with a bad port", "--config", 'tcp = "localhost"\n',
     [":1: ", 'tcp "localhost"', "HOST:PORT"]),
    ("a config file with an empty profile", "--config", 'profile = ""\n',
     [":1: ", "profile", "not be empty"]),
    ("a config file with an empty link", "--config", 'pty = ""\n', [":1: ", 'pty ""', "LINK"]),
    ("a config file with a bad setting", "--config", "[set]\nrx.payload_chunk = 0\n",
     [":2: ", "rx.payload_chunk", "a number from 1 to 1048576"]),
    ("a config file with a bad pace", "--config", "pace = 299\n",
     [":1: ", "pace 299", "300 to 4000000"]),
    ("a config file with a modem without port", "--config", "[[modem]]\n", [":1: ", "no port"]),
    ("a profile file without base", "--profile", "echo = false\n", ['base = "sim7600"']),
    ("a profile file with an unknown base", "--profile", 'base = "sim900"\n',
     ["sim900", "sim8200"]),
    ("a profile file with a bad setting", "--profile", 'base = "sim7600"\necho = "maybe"\n',
     [":2: ", "echo", "true or false"]),
]


class CommandLine(IntegrationTest):
    def run_program(self, *options):
        return subprocess.run([program(), *options], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=PATIENCE_S, check=False)

    def check_refused(self, options, status, words):
        done = self.run_program(*options)
        self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
        self.assertRegex(done.stderr, r"\Aatmqtt: [^\n]*\n\Z", "one line that says who speaks")
        for word in words:
            self.assertIn(word, done.stderr)

    def test_version_prints_name_and_version(self):
        done = self.run_program("--version")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"\Aatmqtt \d+\.\d+\.\d+\nOpenSSL \d.*\n\Z")

    def test_help_names_every_option(self):
        for command in ([], ["serve"]):
            done = self.run_program(*command, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            for option in ("--pty", "--serial", "--tcp", "--unix", "--stdio", "--profile", "--set",
                           "--modem-per-connection", "--map", "--pace", "--config", "--state",
                           "--threads", "--exec", "--user", "--trace", "--log-level",
                           "--version"):
                self.assertIn(option, done.stdout)

    def test_a_list_that_cannot_be_written_ends_with_3(self):
        for options in (["profiles"], ["commands"], ["--version"], ["--help"]):
            with open("/dev/full", "wb") as full:
                done = subprocess.run([program(), *options], stdout=full, stderr=subprocess.PIPE,
                                      text=True, timeout=PATIENCE_S, check=False)
            self.assertEqual(
                (done.returncode, done.stderr),
                (3, "atmqtt: standard output: No space left on device\n"), options)

    def test_an_answer_that_cannot_be_written_ends_with_3(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([program(), "--stdio"], input=b"AT\r", stdout=full,
                                  stderr=subprocess.PIPE, timeout=PATIENCE_S, check=False)
        self.assertEqual((done.returncode, done.stderr.splitlines()[-1]),
                         (3, b"atmqtt: the last port has failed"))
        self.assertIn(b"standard output: No space left on device", done.stderr)

    def test_standard_streams_that_are_not_open_end_with_3(self):
        for closed, words in (("<&-", "standard input: is not open for reading"),
                              (">&-", "standard output: is not open for writing")):
            done = subprocess.run(["sh", "-c", f'exec "$0" --stdio {closed}', program()],
                                  stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=PATIENCE_S, check=False)
            self.assertEqual((done.returncode, done.stderr), (3, f"atmqtt: {words}\n"), closed)

    def test_profiles_and_commands_are_listed(self):
        self.assertIn("sim7600", self.run_program("profiles").stdout)
        self.assertIn("rx.payload_chunk", self.run_program("profiles", "--show", "sim7600").stdout)
        listed = self.run_program("commands").stdout
        for command in "START STOP ACCQ REL SSLCFG WILLTOPIC WILLMSG DISC CONNECT TOPIC PAYLOAD " \
                       "PUB SUBTOPIC SUB UNSUBTOPIC UNSUB CFG".split():
            self.assertRegex(listed, rf"CMQTT{command}\b")

    def test_a_config_file_serves_what_it_names(self):
        path = os.path.join(self.directory, "modem.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write('profile = "sim7600"\ntcp = "127.0.0.1:0"\n'
                       '[set]\necho = false\nboot.lines = ""\n')
        modem = Modem(self, "--config", path)
        host = self.opened(Host.on_tcp(modem.ready().split(" ")[1]))
        host.ask(b"AT+CGMM\r", line("SIMCOM_SIM7600G-H") + OK)

    def test_a_trace_file_that_cannot_be_written_ends_with_3(self):
        path = os.path.join(self.directory, "none", "trace")
        self.check_refused(["--stdio", "--trace", path], 3,
                           ["--trace", path, "No such file or directory"])

    def test_a_config_file_that_is_not_there_ends_with_3(self):
        path = os.path.join(self.directory, "none.toml")
        self.check_refused(["--config", path], 3, [path, "No such file or directory"])

    def test_a_tcp_port_in_use_ends_with_3(self):
        with socket.create_server(("127.0.0.1", 0)) as other:
            place = "127.0.0.1:%d" % other.getsockname()[1]
            self.check_refused(["--tcp", place], 3, [f"tcp {place}", "Address already in use"])

    def test_a_tcp_host_that_is_not_ours_ends_with_3(self):
        self.check_refused(["--tcp", "192.0.2.1:0"], 3,
                           ["tcp 192.0.2.1:0", "Cannot assign requested address"])

    def test_a_serial_device_that_is_not_there_ends_with_3(self):
        self.check_refused(["--serial", "/dev/nosuch"], 3,
                           ["/dev/nosuch", "No such file or directory"])

    def test_a_certificate_of_the_broker_that_is_not_there_ends_with_3(self):
        self.check_refused(["broker", "--tls", "/nowhere.pem", "/nowhere.key"], 3,
                           ["--tls /nowhere.pem", "No such file or directory"])

    def test_a_serial_device_that_is_none_ends_with_3(self):
        self.check_refused(["--serial", "/dev/null"], 3, ["/dev/null", "not a serial device"])

    def test_a_unix_socket_in_a_directory_that_is_not_there_ends_with_3(self):
        path = os.path.join(self.directory, "none", "socket")
        self.check_refused(["--unix", path], 3, [path, "No such file or directory"])

    def test_a_unix_path_that_is_too_long_ends_with_3(self):
        self.check_refused(["--unix", "/tmp/" + "x" * 103], 3, ["unix", "1 to 107 octets"])

    def test_a_pty_link_in_a_directory_that_is_not_there_ends_with_3(self):
        path = os.path.join(self.directory, "none", "modem")
        self.check_refused([f"--pty={path}"], 3, [path, "No such file or directory"])

    def test_nothing_stays_behind_when_one_of_several_ports_cannot_be_opened(self):
        link = os.path.join(self.directory, "modem")
        self.check_refused([f"--pty={link}", "--serial", "/dev/nosuch"], 3, ["/dev/nosuch"])
        self.assertEqual(os.listdir(self.directory), [])

    def test_a_trace_file_is_readable_by_its_user_only(self):
        modem = Modem(self, "--stdio")
        modem.stdio_host().ask(b"AT\r", b"AT\r" + OK)
        self.assertEqual(stat.S_IMODE(os.stat(modem.trace_path).st_mode), 0o600)


class End(IntegrationTest):
    def check_signal(self, number):
        """DISCONNECT goes out, so that no will is published, and links are removed."""
        broker = Mosquitto(self)
        link = os.path.join(self.directory, "modem")
        modem = Modem(self, f"--pty={link}", "--set", "echo=off")
        modem.ready()
        host = self.opened(Host.on_device(link))
        subscriber = Subscriber(self, broker, "#")
        start(host)
        acquire(host)
        enter(host, "AT+CMQTTWILLTOPIC=0,4", b"will")
        enter(host, "AT+CMQTTWILLMSG=0,5,1", b"never")
        connect(host, broker.url)
        modem.send_signal(number)
        self.assertEqual(modem.wait(), 0)
        broker.log.wait_for("Received DISCONNECT from dut")
        broker.publish("end", b"", 0)
        self.assertEqual(subscriber.messages(), [(0, 0, b"end", b"")])
        self.assertFalse(os.path.lexists(link))
        self.assertFalse(os.path.lexists(link + ".lock"))

    def test_sigterm_disconnects_and_ends_with_0(self):
        self.check_signal(signal.SIGTERM)

    def test_sigint_disconnects_and_ends_with_0(self):
        self.check_signal(signal.SIGINT)

    def test_sighup_disconnects_and_ends_with_0(self):
        self.check_signal(signal.SIGHUP)

    def test_sigterm_while_a_connection_is_being_made_ends_with_0(self):
        server = ScriptedServer(self)
        modem = Modem(self, "--stdio", "--set", "echo=off")
        host = modem.stdio_host()
        start(host)
        acquire(host)
        host.ask(connect_command(server.url), OK)
        connection = server.accept_client()
        modem.send_signal(signal.SIGTERM)
        self.assertEqual(modem.wait(), 0)
        self.assertTrue(connection.is_closed_by_modem())

    def test_sigterm_ends_it_although_a_server_takes_no_octets(self):
        server = ScriptedServer(self)
        modem = Modem(self, "--stdio", "--set", "echo=off")
        host = modem.stdio_host()
        start(host)
        acquire(host)
        host.ask(connect_command(server.url), OK)
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(line("+CMQTTCONNECT: 0,0"))
        publish_until_server_is_full(host)
        modem.send_signal(signal.SIGTERM)
        self.assertEqual(modem.wait(), 0)


for SENTENCE, OPTIONS, WORDS in BAD_USAGE:
    @make_test(CommandLine, f"{SENTENCE} is refused with 2")
    def bad_usage(self, options=OPTIONS, words=WORDS):
        self.check_refused(options, 2, words)

for SENTENCE, OPTION, CONTENT, WORDS in BAD_FILES:
    @make_test(CommandLine, f"{SENTENCE} is refused with 2")
    def bad_file(self, option=OPTION, content=CONTENT, words=WORDS):
        path = os.path.join(self.directory, "file.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write(content)
        self.check_refused(["--stdio", option, path], 2, [path, *words])
