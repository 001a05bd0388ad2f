"""The dialogue of README.md and its section about TLS, typed as they are printed."""

import os
import pathlib
import re
import signal
import subprocess

from support.broker import free_port
from support.case import IntegrationTest
from support.child import Child, Lines
from support.modem import program

README = pathlib.Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"^```(sh|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^ {4}.*\n(?:\n(?= {4}))?)+", re.MULTILINE)

# The ports of the text, which another test may be using.
PORTS = ("18883", "7001", "18830")


class Readme(IntegrationTest):
    def setUp(self):
        super().setUp()
        release = os.path.join(self.directory, "build", "release")
        os.makedirs(release)
        os.symlink(program(), os.path.join(release, "atmqtt"))
        self.ports = {port: str(free_port()) for port in PORTS}

    def section(self, title):
        text = README.read_text(encoding="utf-8")
        section = text[text.index(f"\n## {title}\n"):]
        section = section[:section.index("\n## ", 1)]
        for port, free in self.ports.items():
            section = section.replace(port, free)
        return section

    def blocks(self):
        """What is typed (sh) and what is then seen (text), in order."""
        yield from BLOCK.findall(self.section("TLS"))

    def start_shell(self):
        """What it and its programs print is one output, as in a terminal."""
        shell = Child(self, ["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                      cwd=self.directory, start_new_session=True)
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

    def test_the_dialogue_to_type_is_what_happens(self):
        section = self.section("A dialogue to type")
        start, dialogue, group = [re.sub("^ {4}", "", block, flags=re.MULTILINE).splitlines()
                                  for block in INDENTED.findall(section)]
        shell = self.start_shell()
        output = Lines(shell.process.stdout)
        broker, modem = start
        shell.process.stdin.write(f"{broker}\n".encode())
        output.wait_for("^atmqtt: ready: tcp ")
        shell.process.stdin.write(f"{modem}\n".encode())
        seen = output.count()
        for each in filter(None, dialogue):
            if each.startswith("AT"):
                seen = output.count()
                shell.process.stdin.write(f"{each}\r".encode())
            elif each.startswith(">"):
                shell.process.stdin.write(each[1:].encode())
            output.wait_for("^" + re.escape(each) + "\r*$", seen)
        seen = output.count()
        publish = re.search("`(mosquitto_pub [^`]*)`", section)[1]
        subprocess.run(publish, shell=True, check=True, timeout=60)
        for each in group:
            output.wait_for("^" + re.escape(each) + "\r?$", seen)
        self.assertEqual(sum(each.startswith("AT") for each in dialogue), 4)
