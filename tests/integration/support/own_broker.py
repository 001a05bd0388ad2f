"""The program's own broker, `atmqtt broker`."""

import re
import signal

from support.broker import client_options
from support.child import Child
from support.modem import program


class OwnBroker:
    """It listens on a port of the loopback interface, on the same one after each start. Its log shows
    each packet unless the test wants less. `consume` is that of Lines, for the log. It ends with the
    test."""

    address = "127.0.0.1"

    def __init__(self, case, *options, log_level="debug", port=0, consume=None):
        self._case = case
        self._log_level = log_level
        self._options = options
        self._consume = consume
        self.port = port
        self._process = None
        self.start()

    def start(self):
        self._process = Child(self._case, [program(), "broker", "--port", str(self.port),
                                           "--log-level", self._log_level, *self._options],
                              consume=self._consume)
        self.log = self._process.errors
        ready = self.log.wait_for(r"^atmqtt: ready: tcp 127\.0\.0\.1:(\d+)$")
        self.port = int(ready[1])

    def kill(self):
        self._process.kill()

    def stop(self):
        """Returns the exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait()

    @property
    def url(self):
        return f"tcp://{self.address}:{self.port}"

    def client_options(self, version=4):
        return client_options(self.address, self.port, version)

    def wait_for_subscription(self, client_id, start=0):
        connected = self.log.wait_for(rf"connection (\d+) connected as {re.escape(client_id)},",
                                      start)
        self.log.wait_for(f"connection {connected[1]} < SUBACK", start)

    def wait_for_end_of(self, client_id):
        connected = self.log.wait_for(rf"connection (\d+) connected as {re.escape(client_id)},")
        self.log.wait_for(f"connection {connected[1]} ended")
