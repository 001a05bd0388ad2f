"""--exec: a command that runs beside the modems, and how the program ends with it."""

import os
import pty
import signal
import subprocess
import sys

from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.child import PATIENCE_S, Child
from support.modem import Modem, program

# A host of few words: a session until it is connected. MQTT_SERVER is the server's URL.
CONNECTING_HOST = """
import os, socket
address, port = os.environ["ATMQTT_PORT"].rsplit(":", 1)
modem = socket.create_connection((address, int(port)))
def ask(command, last):
    modem.sendall(command.encode() + b"\\r")
    got = b""
    while not got.endswith(last.encode()):
        got += modem.recv(100)
ask("ATE0", "OK\\r\\n")
ask("AT+CMQTTSTART", "START: 0\\r\\n")
ask('AT+CMQTTACCQ=0,"dut"', "OK\\r\\n")
ask('AT+CMQTTCONNECT=0,"%s",60,1' % os.environ["MQTT_SERVER"], "CONNECT: 0,0\\r\\n")
"""

# What ends a command, and the exit status that it gives.
ENDS = [("true", 0), ("exit 7", 7), ("exit 255", 255), ("no-such-command-1", 127),
        ("kill -TERM $$", 128 + signal.SIGTERM), ("kill -KILL $$", 128 + signal.SIGKILL)]


class Command(IntegrationTest):
    def run_program(self, *options, **process_options):
        return subprocess.run([program(), *options], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=PATIENCE_S, check=False, **process_options)

    def printed(self, *options, **process_options):
        done = self.run_program(*options, **process_options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_the_port_is_in_the_environment(self):
        printed = self.printed("--tcp", "0", "--exec", "echo $ATMQTT_PORT")
        self.assertRegex(printed, r"\A127\.0\.0\.1:[1-9]\d*\n\Z")

    def test_every_port_has_its_variable(self):
        unix, link = self.new_path("socket"), self.new_path("modem")
        printed = self.printed("--unix", unix, f"--pty={link}", "--tcp", "[::1]:0", "--exec",
                               "echo $ATMQTT_PORT $ATMQTT_PORT_1 $ATMQTT_PORT_2 $ATMQTT_PORT_3"
                               " ${ATMQTT_PORT_4-none}")
        self.assertRegex(printed, rf"\A{unix} {unix} {link} \[::1\]:\d+ none\n\Z")

    def test_a_serial_port_is_numbered_and_not_named(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        device = os.ttyname(theirs)
        self.addCleanup(os.close, theirs)
        unix = self.new_path("socket")
        printed = self.printed("--serial", device, "--unix", unix, "--exec",
                               "echo ${ATMQTT_PORT-none} ${ATMQTT_PORT_1-none} $ATMQTT_PORT_2")
        self.assertEqual(printed, f"none none {unix}\n")

    def test_an_inherited_variable_does_not_hide_the_port(self):
        unix = self.new_path("socket")
        printed = self.printed("--unix", unix, "--exec", "env | grep ^ATMQTT_PORT=",
                               env={**os.environ, "ATMQTT_PORT": "old"})
        self.assertEqual(printed, f"ATMQTT_PORT={unix}\n")

    def test_a_port_of_modem_per_connection_is_named(self):
        unix = self.new_path("socket")
        printed = self.printed("--unix", unix, "--modem-per-connection", "--exec",
                               "echo $ATMQTT_PORT")
        self.assertEqual(printed, unix + "\n")

    def test_a_config_file_may_name_the_command_and_the_command_line_another(self):
        path = self.new_path("modem.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write('exec = "echo of the file"\ntcp = "0"\n')
        self.assertEqual(self.printed("--config", path), "of the file\n")
        self.assertEqual(self.printed("--config", path, "--exec", "echo other"), "other\n")

    def test_the_command_has_our_standard_streams_and_no_other_descriptor_of_ours(self):
        listed = subprocess.run([program(), "--tcp", "0", f"--pty={self.new_path('modem')}",
                                 "--trace", self.new_path("trace"), "--exec",
                                 "cat; echo error >&2; ls /proc/$$/fd"],
                                input="of ours\n", capture_output=True, text=True,
                                timeout=PATIENCE_S, check=False)
        lines = listed.stdout.split()
        self.assertEqual(lines[:2], ["of", "ours"])
        # The shell may keep a descriptor of its own above these.
        self.assertEqual([each for each in lines[2:] if int(each) < 10], ["0", "1", "2"])
        self.assertTrue(listed.stderr.endswith("error\n"), listed.stderr)

    def test_the_command_has_the_limit_of_descriptors_that_we_were_given(self):
        printed = subprocess.run(["sh", "-c", f"ulimit -S -n 99; exec {program()} --tcp 0 --exec "
                                  "'ulimit -S -n'"], capture_output=True, text=True,
                                 timeout=PATIENCE_S, check=True).stdout
        self.assertEqual(printed, "99\n")

    def test_a_pipeline_of_the_command_ends_as_pipelines_do(self):
        self.assertEqual(self.printed("--tcp", "0", "--exec", "yes | head -n 1"), "y\n")

    def test_stdio_is_refused_with_2(self):
        path = self.new_path("modem.toml")
        with open(path, "w", encoding="ascii") as file:
            file.write("[[modem]]\nstdio = true\n")
        for port in (["--stdio"], ["--config", path]):
            done = self.run_program(*port, "--exec", "echo started")
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertRegex(done.stderr, r"\Aatmqtt: --exec: [^\n]*--stdio\n\Z")

    def test_a_port_that_cannot_be_opened_ends_with_3_before_the_command(self):
        done = self.run_program("--unix", "/nosuch/socket", "--exec", "echo started")
        self.assertEqual((done.returncode, done.stdout), (3, ""))

    def test_the_modems_disconnect_when_the_command_has_ended(self):
        broker = Mosquitto(self)
        path = self.new_path("host.py")
        with open(path, "w", encoding="ascii") as file:
            file.write(CONNECTING_HOST)
        child = Child(self, [program(), "--tcp", "0", "--exec", f"{sys.executable} {path}"],
                      env={**os.environ, "MQTT_SERVER": broker.url})
        self.assertEqual(child.wait(), 0, child.errors.all())
        broker.log.wait_for("Received DISCONNECT from dut")


class Signals(IntegrationTest):
    """The program runs in a session of its own, as under a CI system: without a terminal. Commands wait
    for a line that never comes, because what a shell starts to wait for might miss the signal."""

    def start(self, command, *options):
        child = Child(self, [program(), *(options or ("--tcp", "0")), "--exec", command],
                      stdin=subprocess.PIPE, start_new_session=True)
        child.errors.wait_for("^here$")
        return child

    def test_the_command_may_clean_up_and_its_status_counts(self):
        child = self.start("trap 'echo cleaned >&2; exit 5' TERM; echo here >&2; read line")
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(), 5)
        self.assertIn("cleaned", child.errors.all())

    def test_a_signal_reaches_what_the_command_has_started(self):
        # Unless the inner shell gets the signal too, the outer one waits for it for ever.
        child = self.start("trap 'exit 6' INT; "
                           "sh -c 'trap \"exit 4\" INT; echo here >&2; read line'; exit 6")
        child.send_signal(signal.SIGINT)
        self.assertEqual(child.wait(), 6)

    def test_a_second_signal_kills_the_command(self):
        child = self.start("trap 'echo deaf >&2' TERM; echo here >&2; "
                           "while true; do read line; done")
        child.send_signal(signal.SIGTERM)
        child.errors.wait_for("^deaf$")
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(), 128 + signal.SIGKILL)

    def test_the_command_ends_with_the_last_port_and_the_status_is_3(self):
        ours, theirs = pty.openpty()
        device = os.ttyname(theirs)
        child = self.start("trap 'echo cleaned >&2; exit 0' TERM; echo here >&2; read line",
                           "--serial", device)
        os.close(theirs)
        os.close(ours)
        self.assertEqual(child.wait(), 3)
        self.assertIn("cleaned", child.errors.all())
        self.assertEqual(child.errors.all()[-1], "atmqtt: the last port has failed")

    def test_a_deaf_command_does_not_outlive_the_last_port(self):
        ours, theirs = pty.openpty()
        device = os.ttyname(theirs)
        child = self.start("trap '' TERM; echo here >&2; while true; do read line; done",
                           "--serial", device)
        os.close(theirs)
        os.close(ours)
        self.assertEqual(child.wait(), 3)

    def test_the_command_goes_on_while_a_port_is_left(self):
        ours, theirs = pty.openpty()
        child = Modem(self, "--serial", os.ttyname(theirs), "--tcp", "0", "--exec",
                      "read line; exit 9")
        child.ready()
        os.close(theirs)
        os.close(ours)
        child.errors.wait_for("^error: serial ")
        child.process.stdin.write(b"go\n")
        self.assertEqual(child.wait(), 9)


class Terminal(IntegrationTest):
    def test_ctrl_c_reaches_the_command_once(self):
        """In the foreground of a terminal the command reads from it and gets its signals."""
        process_id, terminal = pty.fork()
        if process_id == 0:
            os.execv(program(), [program(), "--tcp", "0", "--exec",
                                 "trap 'echo once' INT; read line; echo got $line; "
                                 "echo ready; read line || read line; echo got $line"])
        self.addCleanup(os.close, terminal)
        read = b""

        def read_until(text):
            nonlocal read
            while text not in read:
                read += os.read(terminal, 1000)

        os.write(terminal, b"first\n")
        read_until(b"got first\r\nready\r\n")
        os.write(terminal, b"\x03")
        read_until(b"once\r\n")
        os.write(terminal, b"second\n")
        read_until(b"got second\r\n")
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(process_id, 0)[1]), 0)
        self.assertEqual(read.count(b"once\r\n"), 1)


for COMMAND, STATUS in ENDS:
    @make_test(Command, f"{COMMAND.replace('$$', 'itself')} gives {STATUS}")
    def command_ends(self, command=COMMAND, status=STATUS):
        done = self.run_program("--tcp", "0", "--exec", command)
        self.assertEqual(done.returncode, status, done.stderr)
