"""Clients of a fleet of ours: modems of one process that is its own host."""

import http.client
import re
import time

from figures import resident_octets
from processes import PATIENCE_S, Program
from support.broker import free_port

# What a device does besides when its connections are to be TLS.
TLS_LINES = "".join(f'> AT+CSSLCFG="{key}",{context},{value}\n< OK\n'
                    for context in range(2)
                    for key, value in (("authmode", "1"), ("cacert", '"ca.pem"')))

# Where many connect at once, the broker may be slow.
CONNECT_PATIENCE_S = 120


def script(client_count, keep_alive_s, uses_tls):
    """A device that connects and does nothing else."""
    lines = ["# profile: all"]
    if client_count > 0:
        lines += [*([TLS_LINES] if uses_tls else []),
                  "> AT+CMQTTSTART", "< OK", "< +CMQTTSTART: 0", f"# wait: {CONNECT_PATIENCE_S}s"]
    for client in range(client_count):
        lines += [f'> AT+CMQTTACCQ={client},"ours-{{imei}}-{client}",{uses_tls:d}', "< OK",
                  f'> AT+CMQTTCONNECT={client},"tcp://{{broker}}",{keep_alive_s},1', "< OK",
                  f"< +CMQTTCONNECT: {client},0"]
    return "\n".join([*lines, "! repeat forever", "! wait 1h", "! end"]) + "\n"


def connected_clients(metrics_port):
    """How many a fleet has, or -1 while it does not listen yet."""
    try:
        connection = http.client.HTTPConnection("127.0.0.1", metrics_port, timeout=PATIENCE_S)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
    except ConnectionRefusedError:
        return -1
    return int(re.search(r"^atmqtt_fleet_connected_clients (\d+)$", text, re.MULTILINE)[1])


# A handshake of TLS costs a broker about a millisecond.
CONNECTS_PER_S = {"TCP": 1000, "TLS": 300}


class FleetClients(Program):
    """`modem_count` modems of a fleet, each with so many clients. They connect by themselves."""

    def __init__(self, stage, port, modem_count, clients_per_modem, keep_alive_s, ca_path=None):
        self.client_count = modem_count * clients_per_modem
        self._metrics_port = free_port()
        path = stage.new_path("device.at")
        with open(path, "w", encoding="utf-8") as file:
            file.write(script(clients_per_modem, keep_alive_s, ca_path is not None))
        super().__init__([stage.program, "fleet", "--modems", modem_count, "--script", path,
                          "--metrics", f"127.0.0.1:{self._metrics_port}",
                          "--rate", CONNECTS_PER_S["TLS" if ca_path else "TCP"],
                          *(["--broker", f"localhost:{port}"] if clients_per_modem > 0 else []),
                          *(["--certificate", f"ca.pem={ca_path}"] if ca_path else [])], stage)

    def wait_until_connected(self):
        end = time.monotonic() + CONNECT_PATIENCE_S
        while connected_clients(self._metrics_port) != self.client_count:
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError(f"a fleet is not connected: {self.log()[-4000:]}")
            time.sleep(0.1)

    def octets(self):
        """The resident size."""
        return resident_octets(self.process_id)
