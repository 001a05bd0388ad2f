"""mosquitto: the independent broker and its independent clients."""

import os
import random
import shutil
import signal
import socket
import subprocess

from support.child import PATIENCE_S, Child, Lines

# Debian keeps the broker where an ordinary user's path does not lead.
BROKER = shutil.which("mosquitto", path=os.environ.get("PATH", "") + ":/usr/sbin")

START_TRY_COUNT = 5


def free_port(address="127.0.0.1"):
    """A port that nobody listens on, outside the range that the system gives to connections: it is
    still free when a broker is stopped and started again on it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as limits:
        first_of_system = int(limits.read().split()[0])
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    while True:
        port = random.randrange(10_000, max(first_of_system, 10_100))
        with socket.socket(family) as probe:
            try:
                probe.bind((address, port))
            except OSError:
                continue
            return port


def client_options(address, port, version):
    """Of mosquitto_pub and mosquitto_sub."""
    return ["-h", address, "-p", str(port), "-V", {3: "31", 4: "311"}[version]]


def publish(case, broker, topic, payload, qos, version=4, retained=False):
    """By mosquitto_pub. Returns when the message is with the broker."""
    path = case.new_path("payload")
    with open(path, "wb") as file:
        file.write(payload)
    what = ["-f", path] if payload else ["-n"]
    subprocess.run(["mosquitto_pub", *broker.client_options(version), "-t", topic, "-q", str(qos),
                    *what, *(["-r"] if retained else [])], check=True, timeout=PATIENCE_S)


class Mosquitto:
    """A broker on a free port of the loopback interface, with a log that tests can wait for.
    Without further lines of configuration it lets everybody in. With `store`, a directory, it keeps
    sessions and messages there when it is stopped, not when it is killed. `consume` is that of
    Lines, for the log. It ends with the test."""

    def __init__(self, case, *configuration, address="127.0.0.1", store=None, consume=None):
        self._case = case
        self._configuration = [
            *(["persistence true", f"persistence_location {store}/"] if store
              else ["persistence false"]),
            *(configuration or ["allow_anonymous true"])]
        self.address = address
        self._consume = consume
        self._config_path = case.new_path("mosquitto.conf")
        self._process = None
        for attempt in range(START_TRY_COUNT):
            self.port = free_port(address)
            try:
                self.start()
                return
            except AssertionError:
                # Another test may have got the port first.
                if attempt + 1 == START_TRY_COUNT:
                    raise

    def start(self):
        """On the same port again after stop() or kill()."""
        lines = [f"listener {self.port} {self.address}", "log_dest stderr",
                 "log_type all", "max_queued_messages 0", *self._configuration]
        with open(self._config_path, "w", encoding="utf-8") as config:
            config.write("\n".join(lines) + "\n")
        self._process = Child(self._case, [BROKER, "-c", self._config_path],
                              consume=self._consume)
        self.log = self._process.errors
        self.log.wait_for("mosquitto version .* running")

    def kill(self):
        self._process.kill()

    def stop(self):
        self._process.send_signal(signal.SIGTERM)
        self._process.wait()

    @property
    def url(self):
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"tcp://{host}:{self.port}"

    def client_options(self, version=4):
        return client_options(self.address, self.port, version)

    def publish(self, topic, payload, qos, version=4, retained=False):
        publish(self._case, self, topic, payload, qos, version, retained)

    def wait_for_subscription(self, client_id, start=0):
        self.log.wait_for(f"Sending SUBACK to {client_id}", start)


class Subscriber:
    """A mosquitto_sub that ends after `count` messages. The subscription stands when it is made."""

    def __init__(self, case, broker, topic, count=1, version=4):
        name = f"sub-{random.getrandbits(64):016x}"
        start = broker.log.count()
        self._child = Child(case, ["mosquitto_sub", *broker.client_options(version), "-i", name,
                                   "-t", topic, "-q", "2", "-C", str(count), "-N",
                                   "-F", "%q %r %t %x\n"], stdout=subprocess.PIPE)
        self._output = Lines(self._child.process.stdout)
        broker.wait_for_subscription(name, start)

    def messages(self):
        """Waits for all of them: (qos, retained, topic, payload)."""
        self._child.wait()
        self._output.wait_for_end()
        return [self._message(each) for each in self._output.all()]

    @staticmethod
    def _message(text):
        qos, retained, topic, payload = text.split(" ")
        return int(qos), int(retained), topic.encode(), bytes.fromhex(payload)
