"""A server that says what the test tells it to say, and no MQTT of its own accord."""

import select
import socket
import struct

from support.child import PATIENCE_S

CONNACK = b"\x20\x02\x00\x00"
PINGRESP = b"\xd0\x00"


def suback(identifier, *codes):
    return bytes([0x90, 2 + len(codes)]) + identifier.to_bytes(2, "big") + bytes(codes)


def acknowledgement(first, identifier):
    """PUBACK 0x40, PUBREC 0x50, PUBREL 0x62, PUBCOMP 0x70, UNSUBACK 0xB0."""
    return bytes([first, 2]) + identifier.to_bytes(2, "big")


def remaining_length(count):
    octets = bytearray()
    while True:
        count, digit = divmod(count, 128)
        octets.append(digit | (0x80 if count else 0))
        if not count:
            return bytes(octets)


def publish(topic, payload, qos=0, identifier=None):
    body = len(topic).to_bytes(2, "big") + topic
    if qos:
        body += identifier.to_bytes(2, "big")
    body += payload
    return bytes([0x30 | qos << 1]) + remaining_length(len(body)) + body


class Connection:
    """One client's connection."""

    def __init__(self, connection):
        self.socket = connection
        self.socket.settimeout(PATIENCE_S)

    def read(self, count):
        octets = b""
        while len(octets) < count:
            more = self.socket.recv(count - len(octets))
            if not more:
                raise AssertionError(f"the modem has closed the connection after {octets!r}")
            octets += more
        return octets

    def read_packet(self):
        """(first octet, the octets behind the remaining length)"""
        first = self.read(1)[0]
        count = shift = 0
        while True:
            digit = self.read(1)[0]
            count |= (digit & 0x7F) << shift
            shift += 7
            if digit < 0x80:
                return first, self.read(count)

    def expect(self, octets):
        got = self.read(len(octets))
        if got != octets:
            raise AssertionError(f"the modem sent {got!r} instead of {octets!r}")

    def expect_packet(self, kind):
        """The next packet must be of this kind, such as 0x80 for SUBSCRIBE; returns its body."""
        first, body = self.read_packet()
        if first & 0xF0 != kind:
            raise AssertionError(f"the modem sent a packet {first:#04x} instead of {kind:#04x}")
        return body

    def expect_identified(self, kind):
        """The same for a packet that begins with its Packet Identifier, which is returned."""
        return int.from_bytes(self.expect_packet(kind)[:2], "big")

    def expect_publish(self):
        """PUBLISH of QoS 1 or 2; returns its Packet Identifier."""
        body = self.expect_packet(0x30)
        at = 2 + int.from_bytes(body[:2], "big")
        return int.from_bytes(body[at:at + 2], "big")

    def send(self, octets):
        self.socket.sendall(octets)

    def is_closed_by_modem(self):
        """Reads and drops what comes until the end."""
        while True:
            is_readable, _, _ = select.select([self.socket], [], [], PATIENCE_S)
            if not is_readable:
                return False
            try:
                if not self.socket.recv(65536):
                    return True
            except ConnectionResetError:
                return True

    def close(self):
        """FIN. Needs: all that came was read."""
        self.socket.close()

    def reset(self):
        """RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class ScriptedServer:
    """Listens on a free port, of the loopback interface unless told."""

    def __init__(self, case, address="127.0.0.1"):
        self._case = case
        self._socket = socket.create_server((address, 0))
        self._socket.settimeout(PATIENCE_S)
        case.addCleanup(self._socket.close)
        self.url = "tcp://%s:%d" % self._socket.getsockname()

    def accept(self):
        connection, _ = self._socket.accept()
        self._case.addCleanup(connection.close)
        return Connection(connection)

    def accept_client(self):
        """Accepts a connection and reads its CONNECT."""
        connection = self.accept()
        connection.expect_packet(0x10)
        return connection
