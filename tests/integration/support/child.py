"""Programs that a test starts."""

import re
import signal
import subprocess
import threading
import time

# Beyond this a program is taken to be stuck. A loaded machine, or a sanitizer, may be slow.
PATIENCE_S = 20


class Lines:
    """The lines of a pipe, read in the background so that the program never waits for the test.
    `consume`, if given, sees each of them first, in the background; those for which it returns True
    are not kept."""

    def __init__(self, pipe, consume=None):
        self._consume = consume or (lambda text: False)
        self._lines = []
        self._is_ended = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._read, args=(pipe,), daemon=True)
        self._thread.start()

    def _read(self, pipe):
        for line in pipe:
            text = line.decode("utf-8", "backslashreplace").rstrip("\n")
            if self._consume(text):
                continue
            with self._changed:
                self._lines.append(text)
                self._changed.notify_all()
        pipe.close()
        with self._changed:
            self._is_ended = True
            self._changed.notify_all()

    def count(self):
        """How many lines there are: where a later wait begins."""
        with self._changed:
            return len(self._lines)

    def all(self):
        with self._changed:
            return list(self._lines)

    def wait_for(self, pattern, start=0):
        """Waits for a line that the pattern is found in, from line number `start` on; returns the
        match."""
        wanted = re.compile(pattern)
        end = time.monotonic() + PATIENCE_S
        with self._changed:
            while True:
                for number in range(start, len(self._lines)):
                    found = wanted.search(self._lines[number])
                    if found:
                        return found
                start = len(self._lines)
                left = end - time.monotonic()
                if self._is_ended or left <= 0:
                    reason = "the program has ended" if self._is_ended else "the time is over"
                    raise AssertionError(f"no line with {pattern!r}, {reason}; the last lines:\n"
                                         + "\n".join(self._lines[-20:]))
                self._changed.wait(left)

    def wait_for_end(self):
        """Waits until everything is read, which needs the program to have ended."""
        self._thread.join(PATIENCE_S)


class Child:
    """A program with its standard error read line by line. It is killed with the test. `consume` is
    that of Lines."""

    def __init__(self, case, command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                 consume=None, **options):
        self.command = command
        self.process = subprocess.Popen(command, stdin=stdin, stdout=stdout,
                                        stderr=subprocess.PIPE, bufsize=0, **options)
        self.errors = Lines(self.process.stderr, consume)
        case.addCleanup(self._release)

    def _release(self):
        self.process.kill()
        self.process.wait()
        self.errors.wait_for_end()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def process_id(self):
        return self.process.pid

    def is_running(self):
        return self.process.poll() is None

    def send_signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """Ends it as a power cut would."""
        self.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE_S)

    def wait(self):
        """Waits for the end and returns the exit status, or minus the number of a signal."""
        status = self.process.wait(PATIENCE_S)
        self.errors.wait_for_end()
        return status
