"""atmqtt check: results and exit statuses, real time and real brokers, other modems, recordings."""

import os
import pathlib
import signal
import stat
import subprocess
import xml.etree.ElementTree as ElementTree

from support.broker import Mosquitto, free_port
from support.case import IntegrationTest
from support.child import PATIENCE_S, Child, Lines
from support.modem import Modem, program

DIALOGUES = pathlib.Path(__file__).resolve().parent.parent / "dialogues"

# A session with every kind of step that a real module can be played with.
SESSION = """\
> AT+CMQTTSTART
< OK
< +CMQTTSTART: 0
> AT+CMQTTACCQ=0,"{client}",0
< OK
> AT+CMQTTCONNECT=0,"tcp://broker.example",60,1
< OK
< +CMQTTCONNECT: 0,0
> AT+CMQTTSUB=0,{size},1
< >
>> {client}
< OK
< +CMQTTSUB: 0,0
> AT+CMQTTTOPIC=0,{size}
< >
>> {client}
< OK
> AT+CMQTTPAYLOAD=0,3
< >
>> \\x00\\r\\n
< OK
> AT+CMQTTPUB=0,1,60
< OK
< +CMQTTPUB: 0,0
<rx 0 "{client}" "\\x00\\r\\n"
> AT+CCLK?
< +CCLK: "{{n}}/{{n}}/{{n}},{{any}}"
< OK
"""

# What a user types for the same, and more.
SCRIPT = """\
AT+CMQTTSTART
AT+CMQTTACCQ=0,"recorded",0
AT+CMQTTCONNECT=0,"tcp://broker.example",60,1
AT+CMQTTSUB=0,1,1
t
AT+CMQTTTOPIC=0,1
t
AT+CMQTTPAYLOAD=0,3
\\x00{n
AT+CMQTTPUB=0,1,60
AT+CCLK?
! wait 1ms
AT+NONE
ATV0
AT+CSQ
AT+NONE
AT+CMQTTPUB=0,0,60
ATV1
ATE1
AT
AT+CMQTTSTOP
AT+CMQTTDISC=0,60
AT+CMQTTREL=0
AT+CMQTTSTOP
"""

RECORDED = """\
> AT+CMQTTSTART
< OK
< +CMQTTSTART: 0
> AT+CMQTTACCQ=0,"recorded",0
< OK
> AT+CMQTTCONNECT=0,"tcp://broker.example",60,1
< OK
< +CMQTTCONNECT: 0,0
> AT+CMQTTSUB=0,1,1
< >
>> t
< OK
< +CMQTTSUB: 0,0
> AT+CMQTTTOPIC=0,1
< >
>> t
< OK
> AT+CMQTTPAYLOAD=0,3
< >
>> \\0{n
< OK
> AT+CMQTTPUB=0,1,60
< OK
< +CMQTTPUB: 0,0
<rx 0 "t" "\\0{n"
> AT+CCLK?
< +CCLK: "{any}"
< OK
! wait 1ms
> AT+NONE
< ERROR
> ATV0
<< 0\\r
> AT+CSQ
<+ +CSQ: {n},{n}
<< 0\\r
> AT+NONE
<< 4\\r
> AT+CMQTTPUB=0,0,60
<+ +CMQTTPUB: 0,18
<< 4\\r
> ATV1
< OK
> ATE1
< OK
> AT
<< AT\\r
< OK
> AT+CMQTTSTOP
<< AT+CMQTTSTOP\\r
< +CMQTTSTOP: 21
< ERROR
> AT+CMQTTDISC=0,60
<< AT+CMQTTDISC=0,60\\r
< OK
< +CMQTTDISC: 0,0
> AT+CMQTTREL=0
<< AT+CMQTTREL=0\\r
< OK
> AT+CMQTTSTOP
<< AT+CMQTTSTOP\\r
< OK
< +CMQTTSTOP: 0
"""


class CheckTest(IntegrationTest):
    def dialogue(self, name, text):
        with open(os.path.join(self.directory, name), "w", encoding="ascii") as file:
            file.write(text)
        return name

    def session(self, client="c"):
        return self.dialogue("session.at", SESSION.format(client=client, size=len(client)))

    def check(self, *options, script=None):
        """Runs it in the test's directory."""
        return subprocess.run([program(), "check", *options], cwd=self.directory,
                              input=script if script is not None else "", capture_output=True,
                              text=True, timeout=3 * PATIENCE_S, check=False)

    def expect(self, options, status, output, errors=""):
        done = self.check(*options)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (status, output, errors))

    def expect_passed(self, *options):
        done = self.check(*options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assertRegex(done.stdout, r"\n# [1-9]\d* passed, 0 failed, 0 skipped\n\Z")


class InVirtualTime(CheckTest):
    def test_all_dialogues_of_the_project_pass(self):
        files = sorted(DIALOGUES.rglob("*.at"))
        self.assertGreater(len(files), 100)
        done = self.check(str(DIALOGUES))
        self.assertEqual(done.returncode, 0, done.stdout)
        for number, file in enumerate(files, 1):
            self.assertIn(f"{file} (", done.stdout, f"dialogue {number}")
        self.assertNotIn("\nnot ok", done.stdout)

    def test_results_are_tap(self):
        self.dialogue("right.at", "> AT\n< OK\n")
        self.dialogue("wrong.at", "# profile: all\n> AT+NONE\n< OK\n")
        self.dialogue("other.at", "# profile: sim7600\n> AT\n< OK\n")
        self.expect(["--profile", "sim8200", "right.at", "wrong.at", "other.at"], 1,
                    "TAP version 14\n1..3\n"
                    "ok 1 - right.at (sim8200)\n"
                    "not ok 2 - wrong.at (sim8200)\n"
                    "  ---\n"
                    "  line: 3\n"
                    "  message: 'the modem has sent something else'\n"
                    "  expected: '\\r\\nOK\\r\\n'\n"
                    "  got: '\\r\\nERROR\\r\\n'\n"
                    "  reasons:\n"
                    "    - 'why +NONE -> ERROR: there is no such command'\n"
                    "  ...\n"
                    "ok 3 - other.at (sim8200) # SKIP is for sim7600\n"
                    "# 1 passed, 1 failed, 1 skipped\n",
                    "atmqtt: 1 of 3 dialogues differ\n")

    def test_nothing_played_is_no_success(self):
        self.dialogue("other.at", "# profile: sim7600\n> AT\n< OK\n")
        self.expect(["--profile", "sim8200", "other.at"], 1,
                    "TAP version 14\n1..1\n"
                    "ok 1 - other.at (sim8200) # SKIP is for sim7600\n"
                    "# 0 passed, 0 failed, 1 skipped\n",
                    "atmqtt: no dialogue could be played\n")

    def test_a_report_is_written_as_junit_does(self):
        self.dialogue("right.at", "# profile: sim8200, sim7600\n> AT\n< OK\n")
        self.dialogue("wrong.at", "> AT\n< <&>\n")
        done = self.check("--junit", "report.xml", "right.at", "wrong.at")
        self.assertEqual(done.returncode, 1)
        suite = ElementTree.parse(os.path.join(self.directory, "report.xml")).getroot()[0]
        self.assertEqual([suite.get(key) for key in ("tests", "failures", "skipped")],
                         ["3", "1", "0"])
        self.assertEqual([(case.get("name"), case.get("classname"), len(case)) for case in suite],
                         [("right.at", "sim8200", 0), ("right.at", "sim7600", 0),
                          ("wrong.at", "sim8200", 1)])
        self.assertEqual(suite[2][0].text,
                         "wrong.at:2: the modem has sent something else\n"
                         "  expected: \\r\\n<&>\\r\\n\n  got:      \\r\\nOK\\r\\n")

    def test_a_bad_dialogue_ends_with_2_before_anything_is_played(self):
        self.dialogue("right.at", "> AT\n< OK\n")
        self.dialogue("bad.at", "> AT\n< {number}\n")
        self.expect(["right.at", "bad.at"], 2, "",
                    "atmqtt: bad.at:2: '{number}' begins with no placeholder (known: {n} {hex} "
                    "{any}; a brace that is meant is \\{)\n")

    def test_what_checks_nothing_is_a_bad_dialogue(self):
        self.dialogue("head.at", "# profile: all\n")
        self.expect(["head.at"], 2, "",
                    "atmqtt: head.at:1: the file has no step, no line that begins with > (the host "
                    "sends) or < (the modem answers)\n")
        self.dialogue("mistyped.at", "# sett: echo=false\n> AT\n< OK\n")
        done = self.check("mistyped.at")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("mistyped.at:1: there is no header 'sett:', perhaps 'set:' is meant",
                      done.stderr)

    def test_what_cannot_be_opened_ends_with_3(self):
        self.dialogue("right.at", "> AT\n< OK\n")
        for options, text in (
                (["none.at"], "none.at: No such file or directory"),
                (["--junit", "none/r.xml", "right.at"],
                 "--junit none/r.xml: No such file or directory"),
                (["--broker", "127.0.0.1:1", "right.at"],
                 "broker 127.0.0.1:1: connecting to 127.0.0.1:1: Connection refused"),
        ):
            self.expect(options, 3, "", f"atmqtt: {text}\n")
        with open("/dev/full", "w", encoding="ascii") as full:
            done = subprocess.run([program(), "check", "right.at"], cwd=self.directory, stdout=full,
                                  stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S,
                                  check=False)
        self.assertEqual((done.returncode, done.stderr),
                         (3, "atmqtt: standard output: No space left on device\n"))
        self.expect(["--against", "unix:none", "right.at"], 3,
                    "TAP version 14\n1..1\nBail out! unix:none: none: No such file or directory\n",
                    "atmqtt: unix:none: none: No such file or directory\n")


class InRealTime(CheckTest):
    def test_a_modem_of_ours_meets_a_real_broker(self):
        broker = Mosquitto(self)
        place = f"127.0.0.1:{broker.port}"
        self.expect_passed("--broker", place, self.session())
        broker.log.wait_for("Received DISCONNECT from c")

    def test_the_broker_may_stand_in_the_dialogue(self):
        broker = Mosquitto(self)
        self.dialogue("b.at", f"# broker: 127.0.0.1:{broker.port}\n# wait: 20s\n"
                      + SESSION.format(client="d", size=1))
        self.expect_passed("b.at")
        broker.log.wait_for("New client connected from .* as d ")

    def test_packets_are_seen(self):
        broker = Mosquitto(self)
        self.dialogue("p.at", f"# broker: 127.0.0.1:{broker.port}\n"
                      '> AT+CMQTTSTART\n< OK\n< +CMQTTSTART: 0\n'
                      '> AT+CMQTTACCQ=0,"p",0\n< OK\n'
                      '> AT+CMQTTCONNECT=0,"tcp://broker",60,1\n< OK\n< +CMQTTCONNECT: 0,0\n'
                      '= CONNECT 3.1.1 client_id="p" ...\n'
                      '> AT+CMQTTDISC=0,60\n< OK\n< +CMQTTDISC: 0,0\n= DISCONNECT\n')
        self.expect_passed("p.at")

    def test_names_lead_where_map_says(self):
        broker = Mosquitto(self)
        self.expect_passed("--broker", "real", "--map",
                           f"broker.example=127.0.0.1:{broker.port}", self.session())

    def test_what_needs_the_scripted_server_is_skipped(self):
        broker = Mosquitto(self)
        self.dialogue("s.at", "> AT\n< OK\n! server close\n")
        self.expect(["--broker", f"127.0.0.1:{broker.port}", "s.at", self.dialogue("a.at", "> AT\n< OK\n")], 0,
                    "TAP version 14\n1..2\n"
                    "ok 1 - s.at (sim8200) # SKIP line 3: 'server close' needs the virtual world "
                    "of broker none\n"
                    "ok 2 - a.at (sim8200)\n"
                    "# 1 passed, 0 failed, 1 skipped\n")


class AgainstAnotherModem(CheckTest):
    """Another process of ours stands for the module."""

    def serve(self, *options):
        broker = Mosquitto(self)
        return Modem(self, *options, "--map", f"*=127.0.0.1:{broker.port}")

    def test_on_each_kind_of_line(self):
        pty, unix = self.new_path("modem"), self.new_path("unix")
        modem = self.serve("--tcp", "0", f"--pty={pty}", "--unix", unix)
        tcp = modem.ready().split(" ")[1]
        modem.ready()
        modem.ready()
        session = self.session()
        for line in (f"tcp:{tcp}", f"pty:{pty}", f"unix:{unix}", f"serial:{pty}:115200"):
            self.expect_passed("--against", line, session)

    def test_each_dialogue_finds_the_module_as_after_power_on(self):
        modem = self.serve("--tcp", "0")
        line = "tcp:" + modem.ready().split(" ")[1]
        # The first leaves the module with a prompt, and with a client that is connected.
        self.dialogue("1.at", "# wait: 2s\n" + SESSION.format(client="left", size=4)
                      + "> AT+CMQTTTOPIC=0,7\n< >\n> wrong\n< OK\n")
        self.dialogue("2.at", SESSION.format(client="next", size=4))
        done = self.check("--against", line, "1.at", "2.at")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn(f"\nok 2 - 2.at ({line})\n# 1 passed, 1 failed, 0 skipped\n", done.stdout)

    def test_a_difference_between_module_and_profile_is_seen(self):
        modem = self.serve("--tcp", "0", "--profile", "sim7600")
        line = "tcp:" + modem.ready().split(" ")[1]
        self.dialogue("id.at", "# profile: all\n> AT+CGMM\n< SIMCOM_SIM7600G-H\n< OK\n")
        self.expect_passed("--against", line, "id.at")
        self.expect_passed("--profile", "sim7600", "id.at")
        self.assertEqual(self.check("--profile", "sim8200", "id.at").returncode, 1)

    def test_what_a_module_cannot_do_is_skipped(self):
        modem = self.serve("--tcp", "0")
        line = "tcp:" + modem.ready().split(" ")[1]
        self.dialogue("1.at", "> AT\n< OK\n= nothing\n")
        self.dialogue("2.at", "# set: echo=false\n> AT\n< OK\n")
        self.dialogue("3.at", "> AT\n< OK\n! dte close\n! dte open\n! wait 1ms\n> AT\n< OK\n")
        self.expect(["--against", line, "1.at", "2.at", "3.at"], 0,
                    "TAP version 14\n1..3\n"
                    f"ok 1 - 1.at ({line}) # SKIP line 3: it cannot be seen what the server "
                    "receives\n"
                    f"ok 2 - 2.at ({line}) # SKIP line 1: a module takes no settings\n"
                    f"ok 3 - 3.at ({line})\n"
                    "# 1 passed, 0 failed, 2 skipped\n")

    def test_a_module_that_goes_ends_the_run(self):
        modem = self.serve("--tcp", "0")
        line = "tcp:" + modem.ready().split(" ")[1]
        self.dialogue("1.at", "# wait: 60s\n> AT\n< OK\n< +NEVER\n")
        self.dialogue("2.at", "> AT\n< OK\n")
        checking = Child(self, [program(), "check", "--against", line, "1.at", "2.at"],
                         stdout=subprocess.PIPE, cwd=self.directory)
        output = Lines(checking.process.stdout)
        modem.errors.wait_for("why STOP")
        modem.kill()
        self.assertEqual(checking.wait(), 3)
        output.wait_for_end()
        self.assertEqual(output.all()[2], f"not ok 1 - 1.at ({line})")
        self.assertRegex(output.all()[-1], r"\ABail out! .*Connection refused\Z")


class Recording(CheckTest):
    def record(self, name, *options, script=SCRIPT, status=0):
        done = self.check("--record", name, *options, script=script)
        self.assertEqual(done.returncode, status, done.stderr)
        return done

    def read(self, name):
        with open(os.path.join(self.directory, name), encoding="ascii") as file:
            return file.read()

    def test_a_module_is_recorded_and_played_again(self):
        broker = Mosquitto(self)
        modem = Modem(self, "--tcp", "0", "--map", f"*=127.0.0.1:{broker.port}")
        line = "tcp:" + modem.ready().split(" ")[1]
        done = self.record("r.at", "--against", line)
        self.assertRegex(done.stderr, r"\Aatmqtt: recording to r\.at: .*passwords and keys.*\n\Z")
        self.assertIn("\n+CMQTTPUB: 0,0\n", done.stdout)
        top, _, steps = self.read("r.at").partition("\n")
        self.assertRegex(top, rf"\A# Recorded by atmqtt \S+ from {line}\.\Z")
        self.assertEqual(steps, RECORDED)
        mode = os.stat(os.path.join(self.directory, "r.at")).st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)
        self.expect_passed("--against", line, "r.at")
        self.expect_passed("--broker", f"127.0.0.1:{broker.port}", "r.at")
        self.expect_passed("r.at")
        done = self.check("--profile", "sim7600", "r.at")
        self.assertEqual(done.returncode, 1)
        self.assertIn("  line: ", done.stdout)

    def test_a_modem_of_ours_is_recorded_with_all_it_needs_to_be_the_same(self):
        broker = Mosquitto(self)
        place = f"127.0.0.1:{broker.port}"
        self.record("r.at", "--profile", "sim7600", "--set", "stop.order=ok_first", "--broker",
                    place)
        top = self.read("r.at").splitlines()[:4]
        self.assertRegex(top[0], r"\A# Recorded by atmqtt \S+\.\Z")
        self.assertEqual(top[1:], ["# profile: sim7600", "# set: stop.order=ok_first",
                                   f"# broker: {place}"])
        self.expect_passed("r.at")

    def test_a_terminal_is_typed_at_until_its_end(self):
        master, slave = os.openpty()
        self.addCleanup(os.close, master)
        recording = Child(self, [program(), "check", "--record", "r.at"], stdin=slave,
                          stdout=subprocess.PIPE, cwd=self.directory)
        os.close(slave)
        output = Lines(recording.process.stdout)
        recording.errors.wait_for("recording to r.at")
        for typed, answer in ((b"AT+CMQTTSTART\n", r"\+CMQTTSTART: 0"),
                              (b'AT+CMQTTACCQ=0,"c"\n', "OK")):
            start = output.count()
            os.write(master, typed)
            output.wait_for(answer, start)
        os.write(master, b"\x04")
        self.assertEqual(recording.wait(), 0)
        self.assertEqual(self.read("r.at").partition("# broker: real\n")[2],
                         "> AT+CMQTTSTART\n< OK\n< +CMQTTSTART: 0\n"
                         '> AT+CMQTTACCQ=0,"c"\n< OK\n')

    def test_an_interrupt_ends_it_in_good_order(self):
        recording = Child(self, [program(), "check", "--record", "r.at"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, cwd=self.directory)
        output = Lines(recording.process.stdout)
        recording.process.stdin.write(b"AT\n")
        output.wait_for("OK")
        recording.send_signal(signal.SIGINT)
        self.assertEqual(recording.wait(), 0)
        self.assertEqual(self.read("r.at").partition("# broker: real\n")[2], "> AT\n< OK\n")

    def test_a_recording_is_never_overwritten(self):
        self.dialogue("r.at", "> AT\n")
        done = self.record("r.at", status=3)
        self.assertEqual(done.stderr, "atmqtt: --record r.at: File exists\n")
        self.assertEqual(self.read("r.at"), "> AT\n")

    def test_a_script_that_is_wrong_ends_with_2_and_its_line(self):
        done = self.record("1.at", status=2, script="AT\n! wait long\n")
        self.assertEqual(done.stderr.splitlines()[1],
                         "atmqtt: standard input:2: 'long' is not a duration such as 5ms, 2s or "
                         "1min")
        done = self.record("2.at", status=2,
                           script='AT+CCERTDOWN="a.pem",2\n\\q\n')
        self.assertEqual(done.stderr.splitlines()[1],
                         "atmqtt: standard input:2: unknown escape in '\\q' (known: \\r \\n \\t "
                         "\\0 \\\\ \\xNN)")

        done = self.record("3.at", status=2, script="AT\n" + "x" * 70_000)
        self.assertEqual(done.stderr.splitlines()[1],
                         "atmqtt: standard input:2: the line has more than 65536 octets")

    def test_a_long_script_is_typed_to_its_end(self):
        self.record("r.at", script="AT\r\n" + ("AT+X=" + "x" * 30_000 + "\n") * 3 + "AT")
        steps = self.read("r.at").partition("# broker: real\n")[2].splitlines()
        self.assertEqual([step[:6] for step in steps],
                         ["> AT", "< OK"] + ["> AT+X", "< ERRO"] * 3 + ["> AT", "< OK"])

    def test_a_port_that_is_not_there_ends_with_3_and_leaves_no_file(self):
        port = free_port()
        done = self.record("r.at", "--against", f"tcp:127.0.0.1:{port}", status=3)
        self.assertIn("Connection refused", done.stderr)
        self.assertFalse(os.path.exists(os.path.join(self.directory, "r.at")))
