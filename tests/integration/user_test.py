"""--user: what root opens, and who the program is from then on. And what may not leave its memory."""

import os
import pty
import pwd
import re
import resource
import socket
import stat
import subprocess
import unittest

from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import enter
from support.host import OK, Host
from support.modem import Modem, program

USER = "nobody"

# A process that has changed its user cannot be looked into, not even by the search for leaks of a
# sanitizer at its end.
ENVIRONMENT = {**os.environ,
               "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
OPTIONS = ("--user", USER, "--set", "echo=off")


def status_of(process):
    """The lines of /proc/PID/status, as {"Uid": ["0", "0", "0", "0"]}."""
    with open(f"/proc/{process}/status", encoding="ascii") as file:
        return {name: text.split() for name, text in (line.split(":", 1) for line in file)}


def free_low_port():
    """One that only root can listen on."""
    for number in range(1023, 600, -1):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                continue
            return number
    raise unittest.SkipTest("no port below 1024 is free")


def run(*options, **process_options):
    return subprocess.run([program(), *options], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=PATIENCE_S, check=False, env=ENVIRONMENT,
                          **process_options)


@unittest.skipUnless(os.geteuid() == 0, "only root can become somebody else")
class User(IntegrationTest):
    def setUp(self):
        super().setUp()
        entry = pwd.getpwnam(USER)
        self.uid, self.gid = entry.pw_uid, entry.pw_gid
        self.home = self.new_path("home")
        os.mkdir(self.home, 0o700)
        os.chown(self.home, self.uid, self.gid)

    def path(self, *names):
        return os.path.join(self.home, *names)

    def run_modem(self, *options):
        return Modem(self, *OPTIONS, *options, "--trace", self.path("trace"), has_trace=False,
                     env=ENVIRONMENT)

    def check_is_the_users(self, path):
        status = os.lstat(path)
        self.assertEqual((status.st_uid, status.st_gid), (self.uid, self.gid), path)

    def test_nothing_of_root_is_left(self):
        modem = self.run_modem("--tcp", "0")
        modem.ready()
        for name in os.listdir(f"/proc/{modem.process.pid}/task"):
            status = status_of(name)
            self.assertEqual(status["Uid"], [str(self.uid)] * 4)
            self.assertEqual(status["Gid"], [str(self.gid)] * 4)
            self.assertNotIn("0", status["Groups"])
            self.assertEqual(status["NoNewPrivs"], ["1"])
            for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
                self.assertEqual(int(status[kind][0], 16), 0, kind)

    def test_what_only_root_may_open_is_open(self):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        self.addCleanup(os.close, theirs)
        os.fchmod(theirs, 0o600)
        number = free_low_port()
        modem = self.run_modem("--tcp", str(number), "--serial", os.ttyname(theirs))
        self.assertEqual(modem.ready(), f"tcp 127.0.0.1:{number}")
        modem.ready()
        connection = socket.create_connection(("127.0.0.1", number))
        host = self.opened(Host(os.dup(connection.fileno()), connection.detach()))
        host.ask(b"AT\r", OK)

    def test_files_are_the_users_and_stay_in_use(self):
        link, unix, state = self.path("modem"), self.path("socket"), self.path("state")
        modem = self.run_modem(f"--pty={link}", "--unix", unix, "--state", state)
        modem.ready()
        modem.ready()
        fd = os.open(link, os.O_RDWR | os.O_NOCTTY)
        host = self.opened(Host(fd, os.dup(fd)))
        enter(host, 'AT+CCERTDOWN="a.pem",1', b"x", OK)
        host.ask(b"AT&W\r", OK)
        paths = [link, os.path.realpath(link), link + ".lock", unix, unix + ".lock", self.path("trace")]
        for directory, _, names in os.walk(state):
            paths += [directory, *(os.path.join(directory, name) for name in names)]
        self.assertIn(os.path.join(state, "modem1", "certificates", "a.pem"), paths)
        for path in paths:
            if path.startswith("/dev/pts/"):
                self.assertEqual(os.stat(path).st_uid, self.uid)
            else:
                self.check_is_the_users(path)
        self.assertEqual(stat.S_IMODE(os.stat(unix).st_mode), 0o600)
        modem.end()
        self.assertEqual(sorted(os.listdir(self.home)), ["state", "trace"])

    def test_the_command_of_exec_is_the_user_too(self):
        done = run("--user", USER, "--tcp", "0", "--exec",
                   "id -u; id -g; grep NoNewPrivs /proc/self/status")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), [str(self.uid), str(self.gid), "NoNewPrivs:", "1"])

    def test_a_file_has_the_key(self):
        config = self.new_path("config.toml")
        with open(config, "w", encoding="utf-8") as file:
            file.write(f'user = "{USER}"\ntcp = "0"\nexec = "id -u"\n')
        self.assertEqual(run("--config", config).stdout, f"{self.uid}\n")

    def test_root_writes_nothing_where_the_user_may_not(self):
        forbidden = self.new_path("roots")
        os.mkdir(forbidden, 0o700)
        path = os.path.join(forbidden, "x")
        for options in ([f"--pty={path}"], ["--unix", path], ["--stdio", "--trace", path],
                        ["--stdio", "--state", path]):
            done = run("--user", USER, *options)
            self.assertEqual(done.returncode, 3, done.stderr)
            self.assertRegex(done.stderr, rf"^atmqtt: .*{path}.*: Permission denied\n$")
        self.assertEqual(os.listdir(forbidden), [])

    def test_who_cannot_be_assumed_is_named(self):
        for user, text in (("nosuchuser", "there is no such user"),
                           ("root", "must be a user who is not root")):
            done = run("--user", user, "--tcp", "0")
            self.assertEqual((done.returncode, done.stderr),
                             (3, f"atmqtt: --user {user}: {text}\n"))


class Memory(IntegrationTest):
    def limit(self, process):
        with open(f"/proc/{process}/limits", encoding="ascii") as file:
            return re.search(r"Max core file size +(\S+)", file.read())[1]

    def test_is_not_written_into_a_core_file(self):
        modem = Modem(self, "--tcp", "0",
                      preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096)))
        modem.ready()
        self.assertEqual(self.limit(modem.process.pid), "0")

    def test_of_a_command_of_exec_is_its_own_affair(self):
        done = run("--tcp", "0", "--exec", "cat /proc/self/limits",
                   preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096)))
        self.assertRegex(done.stdout, r"Max core file size +4096 ")
