"""The program under test."""

import os
import signal
import subprocess

from support.child import Child
from support.host import Host

PROGRAM_VARIABLE = "ATMQTT_PROGRAM"


def program():
    return os.environ[PROGRAM_VARIABLE]


def profiles():
    """The names of all profiles."""
    listed = subprocess.run([program(), "profiles"], check=True, capture_output=True, text=True)
    return [line.split()[0] for line in listed.stdout.splitlines()]


def is_sanitized():
    """Whether the program's memory is not its own, but mostly that of a sanitizer."""
    return os.environ.get("ATMQTT_SANITIZE", "") != ""


class Modem(Child):
    """The program with the given options, and --trace. Must end with 0 when the test is over. The
    wrapper is a command that becomes the program."""

    def __init__(self, case, *options, has_trace=True, wrapper=(), stdin=subprocess.PIPE,
                 stdout=subprocess.PIPE, **process_options):
        self._case = case
        self._is_ended = False
        self.trace_path = case.new_path("trace") if has_trace else None
        trace_options = ["--trace", self.trace_path] if has_trace else []
        command = [*wrapper, program(), *options, *trace_options]
        super().__init__(case, command, stdin=stdin, stdout=stdout,
                         **process_options)
        case.describe_on_failure(self)
        case.addCleanup(self.end)
        self._seen = 0

    def ready(self):
        """Waits for the next line that tells of a port, as "tcp 127.0.0.1:43211"."""
        found = self.errors.wait_for("^atmqtt: ready: (.*)", self._seen)
        self._seen = self.errors.all().index(found.string, self._seen) + 1
        return found[1]

    def stdio_host(self):
        """The host gets the only ends of the pipes, so that it can close them. Called once."""
        fds = []
        for pipe in (self.process.stdout, self.process.stdin):
            fds.append(os.dup(pipe.fileno()))
            pipe.close()
        return self._case.opened(Host(*fds))

    def kill(self):
        self._is_ended = True
        super().kill()

    def wait(self):
        self._is_ended = True
        return super().wait()

    def end(self):
        """Ends it by SIGTERM in good order, unless the test has seen it end already."""
        if self._is_ended:
            return
        self.send_signal(signal.SIGTERM)
        status = self.wait()
        self._case.assertEqual(status, 0, "exit status after SIGTERM")

    def trace(self):
        with open(self.trace_path, encoding="utf-8") as trace:
            return trace.read()

    def describe(self):
        """What a reader of a failed test wants to see."""
        text = f"--- {' '.join(self.command)}\n--- its standard error\n"
        text += "\n".join(self.errors.all()[-40:])
        if self.trace_path and os.path.exists(self.trace_path):
            lines = self.trace().splitlines()[-60:]
            text += "\n--- the end of its trace\n" + "\n".join(each[:200] for each in lines)
        return text
