"""aedes: a second broker that nobody of mosquitto's has written."""

import os
import pathlib

from support.broker import START_TRY_COUNT, free_port
from support.child import Child

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
SCRIPT = ROOT / "tests" / "integration" / "aedes" / "broker.js"
INSTALLED = ROOT / "build" / "aedes"


class Aedes:
    """A broker on a free port of the loopback interface, with TLS when it is given a certificate and
    a key. It ends with the test."""

    def __init__(self, case, *certificate_and_key):
        self._case = case
        self._files = certificate_and_key
        self._process = None
        for attempt in range(START_TRY_COUNT):
            self.port = free_port()
            try:
                self.start()
                return
            except AssertionError:
                # Another test may have got the port first.
                if attempt + 1 == START_TRY_COUNT:
                    raise

    def start(self):
        """On the same port again after kill()."""
        assert (INSTALLED / "installed").exists(), f"first: tools/install_aedes {INSTALLED}"
        self._process = Child(self._case, ["node", str(SCRIPT), str(self.port), *self._files],
                              env={**os.environ, "NODE_PATH": str(INSTALLED / "node_modules")})
        self.log = self._process.errors
        self.log.wait_for("^running$")

    def kill(self):
        self._process.kill()
