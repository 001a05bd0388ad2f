"""Devices that sign in to Alibaba Cloud IoT, at a broker that knows what each must send (D10)."""

import os
import subprocess
from typing import NamedTuple

from support.broker import Mosquitto
from support.case import make_test
from support.child import PATIENCE_S
from support.commands import connect, disconnect, start
from support.host import OK
from support.modem import Modem
from support.tls_case import URL, TlsTest

D_SECRET = "fef32adf6dad46c2c7cbf335d3a7b021"
ONES, TWOS = "1" * 32, "2" * 32


class Device(NamedTuple):
    """A published example: what the device knows, the choices, and the password that belongs to it."""
    label: str
    productkey: str
    devicename: str
    devicesecret: str
    id: str
    timestamp: str
    signmethod: str
    password: str


A = ("a", "pk", "device", "secret", "12345", "789")
B = ("b", "a14Xib5kdYd", "light1983432", "oLyaKqVxtRvjH284LdhqVgVUx1UPy6zq", "SN1928339",
     "1539421321846")
C = ("c", "a1BekCto7zj", "Norra_Device_000001", "OQzK9z8XoWrnH9LeeO4kIMFHk1WEu5ov", "12345", "10")
D = ("d", "k1hipglLdjU", "868488076506128", D_SECRET, "868488076506128", "")
E = ("e", "abcdefghijk", TWOS, ONES, "abcdefghijk." + TWOS, "2524608000000")
F = ("f", "2UCRZpAbCGC", "ExampleDev", "fbh47lGBSayncmTHEjF1E5x4CZdeJTO9",
     "2UCRZpAbCGC.ExampleDev", "2524608000000")

DEVICES = (
    Device(*A, "hmacsha1", "fafd82a3d602b37fb0fa8b7892f24a477f851a14"),
    Device(*A, "hmacmd5", "14b198324fe55e1d3c88f2e705e201ee"),
    Device(*A, "hmacsha256", "6074a46a91b1ebb2cc4ea42790ad0e80202c9843859fc292e57c4eb19fad9e57"),
    Device(*B, "hmacsha1", "b2488041f64f425016b467ee1c94959ebd592ad1"),
    Device(*B, "hmacsha256", "e6ad631b665206c0bf2efbe1b48ac4d84ff2a61fe89bac30065e17975a482c40"),
    Device(*C, "hmacsha1", "72770e19f50540d4a17b376808630ecd5c9a0fc9"),
    Device(*C, "hmacsha256", "aff8bb9dcad1ffa06cf847e2054cd7c541a66536458e04ab82803cd4d35b517f"),
    Device(*D, "hmacsha1", "6a3c7d9422766026daff21af35e9c7cbd46c33ee"),
    Device(*D, "hmacmd5", "0f655b12adf519b9a7a2b0a990f398b6"),
    Device(*E, "hmacsha1", "52a4f5b3a6f388b314ee1af6b386f983d0d020ac"),
    Device(*E, "hmacsha256", "be85a4d8392a8f0b9bfff2557fdc47eef9ce019e28c9752445c177f1a902e55e"),
    Device(*F, "hmacsha1", "326a4a6ed38b1bd5ddb6a5d11d27928bfb5a62d0"),
    Device(*F, "hmacsha256", "4ad486dbcfd21484391e8506fdda948f3d95f592f43f8d73e3d32f9c274ac890"),
)

# By server type: what the client says of itself, and whether it speaks TLS.
SECUREMODES = {0: 3, 1: 2}


class SignedIn(TlsTest):
    def broker(self, device, server_type):
        """Lets in the one user with the one password, and nobody else."""
        passwords = self.new_path("passwords")
        subprocess.run(["mosquitto_passwd", "-b", "-c", passwords,
                        f"{device.devicename}&{device.productkey}", device.password],
                       check=True, timeout=PATIENCE_S, stderr=subprocess.DEVNULL)
        # mosquitto reads it as somebody else when it was started by root.
        os.chmod(passwords, 0o644)
        options = ("allow_anonymous false", f"password_file {passwords}")
        if server_type == 0:
            return Mosquitto(self, *options)
        return self.lab.broker(self, *options)

    def use_device(self, broker, device, server_type, secret):
        place = broker.url.removeprefix("tcp://")
        options = [f"aliauth.{name}={getattr(device, name)}" for name in ("signmethod", "timestamp")]
        self.modem = Modem(self, "--stdio", "--set", "echo=off", "--map", f"*={place}",
                           *(word for option in options for word in ("--set", option)))
        self.host = self.modem.stdio_host()
        start(self.host)
        self.host.ask(f'AT+CMQTTACCQ=0,"{device.id}",{server_type}\r'.encode(), OK)
        self.host.ask(f'AT+CMQTTCFG="aliauth",0,"{device.productkey}","{device.devicename}",'
                      f'"{secret}"\r'.encode(), OK)

    def check(self, device, server_type):
        broker = self.broker(device, server_type)
        self.use_device(broker, device, server_type, device.devicesecret)
        connect(self.host, URL)
        timestamp = f",timestamp={device.timestamp}" if device.timestamp else ""
        client_id = (f"{device.id}|securemode={SECUREMODES[server_type]},"
                     f"signmethod={device.signmethod}{timestamp}|")
        told = broker.log.wait_for("New client connected from .* as (.*) \\(p")
        self.assertEqual(told[1], client_id)
        disconnect(self.host)

    def test_a_wrong_secret_is_not_let_in(self):
        for server_type in SECUREMODES:
            broker = self.broker(DEVICES[0], server_type)
            self.use_device(broker, DEVICES[0], server_type, "another")
            connect(self.host, URL, err=31)


for ROW in DEVICES:
    for TYPE in SECUREMODES:
        @make_test(SignedIn, f"device {ROW.label} with {ROW.signmethod} and server type {TYPE}")
        def signed_in(self, device=ROW, server_type=TYPE):
            self.check(device, server_type)
