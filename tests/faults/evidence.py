"""What shows the cause when a run has lost something: the log of the broker and the trace of the modems.
It is large, so it is kept only where scale.evidence_directory() says so, and only if it is needed."""

import os

import scale


class Evidence:
    """The evidence of one test, in files named after it. It stays unless discard() is called."""

    def __init__(self, case):
        self._directory = scale.evidence_directory()
        self._log = None
        if self._directory is None:
            return
        os.makedirs(self._directory, exist_ok=True)
        name = case.id().rpartition(".")[2]
        self._paths = [os.path.join(self._directory, f"{name}.{kind}") for kind in ("log", "trace")]
        self.discard()
        self._log = open(self._paths[0], "w", encoding="utf-8")
        case.addCleanup(self._log.close)

    def is_wanted(self):
        return self._directory is not None

    def trace_options(self):
        """Of the modems."""
        return ["--trace", self._paths[1]] if self.is_wanted() else []

    def consume(self, consume):
        """A `consume` as Lines takes it, which writes each line down first."""
        if not self.is_wanted():
            return consume

        def write_and_consume(line):
            self._log.write(line + "\n")
            return consume(line)
        return write_and_consume

    def discard(self):
        """There is nothing to explain."""
        for path in self._paths if self.is_wanted() else ():
            if os.path.exists(path):
                os.remove(path)
