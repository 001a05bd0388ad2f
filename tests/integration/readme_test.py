"""The section of README.md about TLS, typed as it is printed."""

import os
import pathlib
import re
import signal
import subprocess

from support.broker import BROKER, free_port
from support.case import IntegrationTest
from support.child import Child, Lines
from support.modem import program

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

# The ports of the text, which another test may be using.
PORTS = ("18883", "7001")


class Readme(IntegrationTest):
    def setUp(self):
        super().setUp()
        release = os.path.join(self.directory, "build", "release")
        os.makedirs(release)
        os.symlink(program(), os.path.join(release, "atmqtt"))
        self.ports = {port: str(free_port()) for port in PORTS}

    def blocks(self):
        """What is typed (sh) and what is then seen (text), in order."""
        text = README.read_text(encoding="utf-8")
        section = text[text.index("\n## TLS\n"):]
        section = section[:section.index("\n## ", 1)]
        for kind, block in BLOCK.findall(section):
            for port, free in self.ports.items():
                block = block.replace(port, free)
            yield kind, block

    def start_shell(self):
        """What it and its programs print is one output, as in a terminal."""
        path = os.environ.get("PATH", "") + os.pathsep + os.path.dirname(BROKER)
        shell = Child(self, ["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                      cwd=self.directory, env={**os.environ, "PATH": path}, start_new_session=True)
        shell.process.stdin.write(b"exec 2>&1\n")
        # With all that it has started.
        self.addCleanup(os.killpg, shell.process_id, signal.SIGKILL)
        return shell

    def test_what_is_printed_about_tls_is_what_happens(self):
        shell = self.start_shell()
        output = Lines(shell.process.stdout)
        kinds = []
        for kind, block in self.blocks():
            kinds.append(kind)
            if kind == "sh":
                seen = output.count()
                shell.process.stdin.write(block.encode())
                continue
            for each in block.splitlines():
                output.wait_for("^" + re.escape(each) + "\r?$", seen)
        self.assertGreater(kinds.count("text"), 4, "the section has lost its blocks")
