"""A name server that never answers while another client connects (D5)."""

import shutil
import socket
import subprocess

from support.broker import Mosquitto
from support.case import IntegrationTest
from support.commands import acquire, connect_command, disconnect, start
from support.host import OK, line
from support.modem import Modem

# On a machine nobody serves names at this address of the loopback interface.
NAME_SERVER = "127.77.53.1"


class SilentNameServer(IntegrationTest):
    def setUp(self):
        super().setUp()
        if shutil.which("unshare") is None:
            self.skipTest("there is no unshare command to give the program its own resolv.conf")
        self.server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(self.server.close)
        try:
            self.server.bind((NAME_SERVER, 53))
        except OSError as error:
            self.skipTest(f"a name server cannot be played here: {error}")
        self.configuration = self.new_path("resolv.conf")
        with open(self.configuration, "w", encoding="utf-8") as file:
            file.write(f"nameserver {NAME_SERVER}\noptions timeout:30 attempts:1\n")
        self.wrapper = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
                        f'mount --bind "{self.configuration}" /etc/resolv.conf && exec "$0" "$@"']
        if subprocess.run([*self.wrapper, "true"], stderr=subprocess.DEVNULL,
                          check=False).returncode != 0:
            self.skipTest("the program cannot be given its own resolv.conf here")

    def test_it_stops_no_other_client_and_is_25_after_20_s(self):
        broker = Mosquitto(self)
        modem = Modem(self, "--stdio", "--set", "echo=off", wrapper=self.wrapper)
        host = modem.stdio_host()
        start(host)
        for client in range(2):
            acquire(host, client, name=f"dut{client}")
        host.ask(connect_command("tcp://silent.example"), OK)
        query, _ = self.server.recvfrom(512)
        self.assertIn(b"\x06silent\x07example\x00", query)
        self.host_connects(host, broker)
        self.assertFalse(host.comes_within(17))
        self.host_connects(host, broker)
        host.expect(line("+CMQTTCONNECT: 0,25"))
        modem.errors.wait_for("^why CONNECT 0 -> 25: look-up of silent.example: no answer in time$")

    @staticmethod
    def host_connects(host, broker):
        """`localhost` is a name, too; it is in /etc/hosts."""
        url = broker.url.replace("127.0.0.1", "localhost")
        host.ask(connect_command(url, client=1), OK + line("+CMQTTCONNECT: 1,0"))
        disconnect(host, client=1)
