"""The hosts of tests/hosts: programs that drive a module as firmware does."""

import os
import pathlib
import subprocess
import sys

from support.child import PATIENCE_S, Child, Lines
from support.modem import program

SOURCES = pathlib.Path(__file__).resolve().parent.parent.parent / "hosts"

# What this multiplies are limits of real drivers, from 30 ms on. A loaded machine misses them.
PATIENCE_FACTOR = 20


def command_of(name):
    """The words that start the host "strict", "lines" or "stream"."""
    if name == "lines":
        return [sys.executable, str(SOURCES / "line_host.py")]
    return [os.path.join(os.path.dirname(program()), "tests", "hosts", f"{name}_host")]


class Driver(Child):
    """A host at work on a modem's port. What it prints is shown behind a failure."""

    def __init__(self, case, name, port, server, *options, patience=PATIENCE_FACTOR):
        super().__init__(case, [*command_of(name), port, server, "--patience", str(patience),
                                *options], stdout=subprocess.PIPE,
                         env={**os.environ, "PYTHONUNBUFFERED": "1"})
        self.output = Lines(self.process.stdout)
        case.describe_on_failure(self)

    def wait(self, seconds=10 * PATIENCE_S):
        status = self.process.wait(seconds)
        self.output.wait_for_end()
        return status

    def describe(self):
        return "\n".join([f"--- {' '.join(self.command)}", *self.output.all()[-60:],
                          *self.errors.all()[-20:]])
