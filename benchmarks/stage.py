"""What measurements stand on: the built programs, and a directory that goes with them."""

import contextlib
import os
import pathlib
import tempfile


class Stage(contextlib.ExitStack):
    def __init__(self, build):
        super().__init__()
        self._build = pathlib.Path(build).resolve()
        self.directory = self.enter_context(tempfile.TemporaryDirectory(prefix="atmqtt-bench-"))
        # A broker that was started by root reads its files as somebody else.
        os.chmod(self.directory, 0o755)
        self._count = 0

    @property
    def program(self):
        return self._build / "atmqtt"

    def peer(self, name):
        return self._build / "benchmarks" / name

    def new_path(self, name):
        self._count += 1
        return os.path.join(self.directory, f"{self._count}-{name}")
