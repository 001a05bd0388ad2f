"""--state: what a modem keeps over restarts, kills and full disks, and what it refuses."""

import ctypes
import os
import re
import resource
import stat
import subprocess
import unittest

from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import connect, disconnect, enter, start
from support.host import ERROR, OK, PROMPT, Host, line
from support.modem import Modem, program
from support.tls_lab import KEY_PASSWORD, NAME, Laboratory

LAB = None

PR_CAPBSET_DROP = 24
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2


def setUpModule():
    global LAB
    LAB = Laboratory()


def tearDownModule():
    LAB.close()


def limit_file_size():
    """In the child, before it becomes the program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def obey_permissions():
    """In the child: root, too, is refused by the mode of a file."""
    libc = ctypes.CDLL(None)
    for capability in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


class State(IntegrationTest):
    def setUp(self):
        super().setUp()
        self.state = self.new_path("state")

    def run_modem(self, *options, **process_options):
        modem = Modem(self, "--stdio", "--set", "echo=off", "--set", "certificate.move=on",
                      "--state", self.state, *options, **process_options)
        self.modem = modem
        self.host = modem.stdio_host()
        self.host.expect_nothing_more()
        return modem

    def restart(self, *options):
        self.modem.end()
        self.run_modem(*options)

    def path(self, *names):
        return os.path.join(self.state, "modem1", *names)

    def octets(self, *names):
        with open(self.path(*names), "rb") as file:
            return file.read()

    def put(self, octets, *names):
        with open(self.path(*names), "wb") as file:
            file.write(octets)

    def enter_file(self, name, octets, answer=OK):
        enter(self.host, f'AT+CCERTDOWN="{name}",{len(octets)}', octets, answer)

    def check_list(self, *names):
        listed = "\r\n".join(f'+CCERTLIST: "{name}"' for name in names)
        self.host.ask(b"AT+CCERTLIST\r", (line(listed) if names else b"") + OK)

    def expect_whys(self, *whys):
        """The lines of standard error that tell of reasons, all of them."""
        self.modem.errors.wait_for("^" + re.escape(whys[-1]) + "$")
        self.assertEqual([each for each in self.modem.errors.all() if each.startswith("why ")],
                         list(whys))


class Certificates(State):
    def test_they_survive_a_restart_as_they_were_entered(self):
        self.run_modem()
        entered = {"ca.pem": LAB.octets("crlf_ca.pem"), "client.der": LAB.octets("client.der"),
                   "all.pem": bytes(range(256)) * 40}
        for name, octets in entered.items():
            self.enter_file(name, octets)
        self.enter_file("gone.pem", b"x")
        self.host.ask(b'AT+CCERTDELE="gone.pem"\r', OK)
        self.restart()
        self.check_list(*sorted(entered))
        self.assertEqual(sorted(os.listdir(self.path("certificates"))), sorted(entered))
        for name, octets in entered.items():
            self.assertEqual(self.octets("certificates", name), octets, name)

    def test_openssl_reads_them(self):
        self.run_modem()
        for name, file in (("ca.pem", "ca.pem"), ("key.pem", "client.key"),
                           ("encrypted.pem", "encrypted.key")):
            self.enter_file(name, LAB.octets(file))
        for command, name in (("x509", "ca.pem"), ("pkey", "key.pem"), ("pkey", "encrypted.pem")):
            done = subprocess.run(
                ["openssl", command, "-noout", "-in", self.path("certificates", name),
                 *(["-passin", "pass:" + KEY_PASSWORD] if command == "pkey" else [])],
                stderr=subprocess.PIPE, timeout=PATIENCE_S, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, b""), name)

    def test_nobody_else_can_read_them(self):
        former = os.umask(0)
        self.addCleanup(os.umask, former)
        self.run_modem()
        self.enter_file("ca.pem", b"x")
        self.host.ask(b"AT&W\r", OK)
        for mode, names in ((0o700, []), (0o700, ["certificates"]), (0o700, ["files"]),
                            (0o600, ["certificates", "ca.pem"]), (0o600, ["settings"])):
            self.assertEqual(stat.S_IMODE(os.stat(self.path(*names)).st_mode), mode, names)
        self.assertEqual(stat.S_IMODE(os.stat(self.state).st_mode), 0o700)

    def test_a_mutual_tls_connection_needs_only_the_contexts_after_a_restart(self):
        broker = LAB.broker(self, "require_certificate true")
        server = ["--map", "*=" + broker.url.removeprefix("tcp://")]
        self.run_modem(*server)
        self.enter_file("ca.pem", LAB.octets("ca.pem"))
        self.enter_file("cert.pem", LAB.octets("client.pem"))
        self.enter_file("key.pem", LAB.octets("client.key"))
        self.restart(*server)
        start(self.host)
        self.host.ask(b'AT+CMQTTACCQ=0,"dut",1\r', OK)
        for option in ('"authmode",0,2', '"cacert",0,"ca.pem"', '"clientcert",0,"cert.pem"',
                       '"clientkey",0,"key.pem"'):
            self.host.ask(f"AT+CSSLCFG={option}\r".encode(), OK)
        connect(self.host, f"tcp://{NAME}:8883")
        disconnect(self.host)

    def test_a_file_laid_down_by_hand_can_be_moved_among_them(self):
        self.run_modem()
        self.put(LAB.octets("ca.pem"), "files", "ca.pem")
        self.host.ask(b'AT+CCERTMOVE="ca.pem"\r', OK)
        self.check_list("ca.pem")
        self.assertEqual(os.listdir(self.path("files")), [])
        self.assertEqual(self.octets("certificates", "ca.pem"), LAB.octets("ca.pem"))
        self.host.ask(b'AT+CCERTMOVE="ca.pem"\r', ERROR)
        self.expect_whys(
            f"why CCERTMOVE -> ERROR: {self.path('files', 'ca.pem')}: there is no such file")
        self.restart()
        self.check_list("ca.pem")

    def test_without_a_state_nothing_is_written_and_nothing_can_be_moved(self):
        modem = Modem(self, "--stdio", "--set", "echo=off", "--set", "certificate.move=on",
                      cwd=self.directory)
        host = modem.stdio_host()
        enter(host, 'AT+CCERTDOWN="ca.pem",1', b"x")
        host.ask(b"AT&W\r", OK)
        host.ask(b'AT+CCERTMOVE="ca.pem"\r', ERROR)
        modem.errors.wait_for("^why CCERTMOVE -> ERROR: .* --state$")
        self.assertEqual(os.listdir(self.directory), [os.path.basename(modem.trace_path)])

    def test_the_end_of_input_waits_until_they_are_kept(self):
        done = subprocess.run([program(), "--stdio", "--state", self.state], capture_output=True,
                              input=b'AT+CCERTDOWN="a.pem",1\rx', timeout=PATIENCE_S, check=True)
        self.assertTrue(done.stdout.endswith(OK), done.stdout)
        self.assertEqual(self.octets("certificates", "a.pem"), b"x")

    def test_what_is_damaged_is_told_left_out_and_left_alone(self):
        self.run_modem()
        self.enter_file("good.pem", b"good")
        self.modem.end()
        self.put(b"x", "certificates", "name.txt")
        self.put(b"x" * 10241, "certificates", "long.pem")
        self.put(b"half", "certificates", ".new")
        os.symlink("/etc/passwd", self.path("certificates", "link.pem"))
        os.mkdir(self.path("certificates", "directory.pem"))
        self.put(b"E=0\nX=9\nnonsense\n", "settings")
        self.run_modem()
        self.check_list("good.pem")
        for text in ("directory.pem: is not a regular file", "link.pem: is a symbolic link",
                     "long.pem: is longer than 10240 octets",
                     "name.txt: its name does not end in .pem or .der"):
            told = f"warning: {self.path('certificates', text)}; it is left out"
            self.modem.errors.wait_for("^" + re.escape(told) + "$")
        self.expect_whys("why saved settings, line 2: X must be 0 to 4, 1 is taken instead",
                         "why saved settings, line 3: it is not of the form key=value")
        self.assertEqual(sorted(os.listdir(self.path("certificates"))),
                         ["directory.pem", "good.pem", "link.pem", "long.pem", "name.txt"])
        self.enter_file("directory.pem", b"x", ERROR)
        self.enter_file("link.pem", b"ours")
        self.assertFalse(os.path.islink(self.path("certificates", "link.pem")))


class Settings(State):
    def test_saved_settings_are_those_of_power_up_after_a_restart(self):
        modem = Modem(self, "--stdio", "--state", self.state)
        host = modem.stdio_host()
        host.ask(b"ATE0X3S0=5&W\r", b"ATE0X3S0=5&W\r" + OK)
        host.ask(b"ATX0\r", OK)
        modem.end()
        self.assertEqual(self.octets("settings"),
                         b"# What AT&W has saved.\nE=0\nQ=0\nV=1\nX=3\n&C=1\n&D=2\nCMEE=2\nS0=5\nS3=13\n"
                         b"S4=10\nS5=8\nS7=0\nS8=2\nS10=14\nCREG=0\nCGREG=0\nCEREG=0\nCTZU=0\nCTZR=0\nIFC=0,0\n")
        modem = Modem(self, "--stdio", "--state", self.state)
        host = modem.stdio_host()
        saved = (b"\r\n&C: 1; &D: 2; E: 0; Q: 0; V: 1; X: 3; CMEE: 2;\r\n"
                 b"S0: 5; S3: 13; S4: 10; S5: 8; S7: 0; S8: 2; S10: 14;\r\n"
                 b"CREG: 0; CGREG: 0; CEREG: 0; CTZU: 0; CTZR: 0;\r\nIFC: 0,0;\r\n" + OK)
        host.ask(b"AT&V\r", saved)
        host.ask(b"AT&F\r", OK)
        host.ask(b"ATZ\r", b"ATZ\r" + OK)
        host.ask(b"AT&V\r", saved)


class Failures(State):
    def test_a_second_process_is_refused_with_3_and_a_dead_one_leaves_no_claim(self):
        self.run_modem()
        self.enter_file("ca.pem", b"x")
        second = subprocess.run([program(), "--stdio", "--state", self.state], capture_output=True,
                                stdin=subprocess.DEVNULL, timeout=PATIENCE_S, check=False)
        self.assertEqual((second.returncode, second.stdout, second.stderr.decode()),
                         (3, b"", f"atmqtt: --state {self.path()}: in use by another process\n"))
        self.modem.kill()
        self.run_modem()
        self.check_list("ca.pem")

    def test_a_state_that_cannot_be_opened_ends_with_3(self):
        missing = os.path.join(self.state, "below")
        for path, reason in ((missing, "No such file or directory"),
                             ("/dev/null", "Not a directory")):
            done = subprocess.run([program(), "--stdio", "--state", path], capture_output=True,
                                  stdin=subprocess.DEVNULL, timeout=PATIENCE_S, check=False)
            self.assertEqual((done.returncode, done.stderr.decode()),
                             (3, f"atmqtt: --state {path}: {reason}\n"))

    def test_a_state_that_cannot_be_written_refuses_and_serves_what_it_has(self):
        self.run_modem()
        self.enter_file("ca.pem", b"x")
        self.host.ask(b"ATX3&W\r", OK)
        self.modem.end()
        for place in (self.path(), self.path("certificates"), self.path("files")):
            os.chmod(place, 0o500)
            self.addCleanup(os.chmod, place, 0o700)
        self.run_modem(preexec_fn=obey_permissions)
        self.check_list("ca.pem")
        self.enter_file("key.pem", b"x", ERROR)
        self.enter_file("ca.pem", b"y", ERROR)
        self.host.ask(b'AT+CCERTDELE="ca.pem"\r', ERROR)
        self.host.ask(b"ATX0&W\r", ERROR)
        self.check_list("ca.pem")
        self.host.ask(b"ATZ&V\r", b"\r\n&C: 1; &D: 2; E: 0; Q: 0; V: 1; X: 3; CMEE: 2;\r\nS0: 0; S3: 13; "
                                  b"S4: 10; S5: 8; S7: 0; S8: 2; S10: 14;\r\n"
                 b"CREG: 0; CGREG: 0; CEREG: 0; CTZU: 0; CTZR: 0;\r\nIFC: 0,0;\r\n" + OK)
        certificates = self.path("certificates")
        self.expect_whys(*(f"why {what} -> ERROR: {path}: Permission denied" for what, path in (
            ("CCERTDOWN", certificates + "/key.pem"), ("CCERTDOWN", certificates + "/ca.pem"),
            ("CCERTDELE", certificates + "/ca.pem"), ("&W", self.path("settings")))))

    def test_a_full_disk_refuses_and_loses_no_certificate(self):
        os.mkdir(self.state)
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs",
                                  self.state], stderr=subprocess.DEVNULL, check=False)
        if mounted.returncode != 0:
            raise unittest.SkipTest("only root can make a disk that is soon full")
        self.addCleanup(subprocess.run, ["umount", "-l", self.state], check=True)
        self.run_modem()
        kept = {}
        for number in range(64):
            name = f"c{number:02}.pem"
            self.host.ask(f'AT+CCERTDOWN="{name}",10240\r'.encode(), PROMPT)
            self.host.type(bytes([number]) * 10240)
            if self.host.read_line() + self.host.read_line() == ERROR:
                break
            kept[name] = bytes([number]) * 10240
        self.assertGreater(len(kept), 1)
        self.expect_whys(f"why CCERTDOWN -> ERROR: {self.path('certificates', name)}: "
                         "No space left on device")
        self.enter_file("c00.pem", b"z" * 10240, ERROR)
        self.modem.end()
        self.run_modem()
        self.check_list(*kept)
        for name, octets in kept.items():
            self.assertEqual(self.octets("certificates", name), octets, name)

    def test_a_file_size_limit_refuses_and_does_not_end_the_process(self):
        self.run_modem("--trace", "-", has_trace=False, preexec_fn=limit_file_size)
        self.enter_file("small.pem", b"x" * 100)
        self.enter_file("large.pem", b"x" * 5000, ERROR)
        self.check_list("small.pem")
        self.modem.errors.wait_for("^why CCERTDOWN -> ERROR: .*/large.pem: File too large$")

    def test_a_kill_in_the_middle_of_changes_loses_no_other_certificate(self):
        """Whatever the moment: the certificate that is being written is the former one or the new
        one, whole, and the others are as they were."""
        self.run_modem()
        others = {f"c{number}.pem": os.urandom(5000) for number in range(5)}
        versions = [bytes([number]) * (1000 + number) for number in range(16)]
        for name, octets in others.items():
            self.enter_file(name, octets)
        self.enter_file("changing.pem", versions[0])
        for count in range(16):
            # Typed ahead, so that the next change is on its way when the answers of some have come.
            for octets in versions:
                self.host.type(f'AT+CCERTDOWN="changing.pem",{len(octets)}\r'.encode() + octets)
            self.host.expect((PROMPT + OK) * count)
            self.modem.kill()
            self.run_modem()
            self.check_list(*others, "changing.pem")
            for name, octets in others.items():
                self.assertEqual(self.octets("certificates", name), octets, name)
            self.assertIn(self.octets("certificates", "changing.pem"), versions)
            self.assertEqual(self.modem.errors.all(), [])


class Ports(State):
    def test_modems_are_told_apart_by_the_number_of_their_port(self):
        def run(*ports):
            modem = Modem(self, *ports, "--set", "echo=off", "--state", self.state)
            return modem, [self.opened(Host.on_tcp(modem.ready().split(" ")[1])) for _ in ports[::2]]

        modem, hosts = run("--tcp", "0", "--tcp", "0")
        for number, host in enumerate(hosts, 1):
            enter(host, f'AT+CCERTDOWN="of{number}.pem",1', b"x")
        modem.end()
        # One more behind them changes nothing.
        modem, hosts = run("--tcp", "0", "--tcp", "0", "--tcp", "0")
        for number, host in enumerate(hosts[:2], 1):
            host.ask(b"AT+CCERTLIST\r", line(f'+CCERTLIST: "of{number}.pem"') + OK)
        hosts[2].ask(b"AT+CCERTLIST\r", OK)


class Secrets(State):
    def test_no_key_stands_in_log_or_trace(self):
        first = self.run_modem("--log-level", "debug")
        key = LAB.octets("client.key")
        self.enter_file("key.pem", key)
        self.put(key, "files", "moved.pem")
        self.host.ask(b'AT+CCERTMOVE="moved.pem"\r', OK)
        self.put(key * 10, "files", "long.pem")
        self.host.ask(b'AT+CCERTMOVE="long.pem"\r', ERROR)
        self.put(b"KEY=" + key[-200:], "settings")
        self.restart("--log-level", "debug")
        self.modem.end()
        for modem in (first, self.modem):
            told = modem.trace() + "\n".join(modem.errors.all())
            self.assertIn("why ", told)
            for octets in key.splitlines()[1:-1]:
                self.assertNotIn(octets.decode(), told)
