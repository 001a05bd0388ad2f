"""The host: whoever types to a modem and reads what it answers."""

import os
import select
import socket
import time

from support.child import PATIENCE_S

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"
PROMPT = b"\r\n>"

PAYLOAD_CHUNK = 1500
READ_SIZE = 65536


def line(text):
    """A result, URC or information text, as it stands on the line."""
    return b"\r\n" + text.encode() + b"\r\n"


def rx_group(client, topic, payload):
    """A received message as the host sees it. The topic must fit one chunk."""
    parts = [b"\r\n+CMQTTRXSTART: %d,%d,%d\r\n" % (client, len(topic), len(payload)),
             b"+CMQTTRXTOPIC: %d,%d\r\n" % (client, len(topic)), topic, b"\r\n"]
    for start in range(0, len(payload), PAYLOAD_CHUNK):
        chunk = payload[start:start + PAYLOAD_CHUNK]
        parts += [b"+CMQTTRXPAYLOAD: %d,%d\r\n" % (client, len(chunk)), chunk, b"\r\n"]
    parts.append(b"+CMQTTRXEND: %d\r\n" % client)
    return b"".join(parts)


def difference(expected, got):
    """Says where the octets differ, with some before and behind."""
    at = next((i for i, pair in enumerate(zip(expected, got)) if pair[0] != pair[1]),
              min(len(expected), len(got)))
    start = max(0, at - 60)
    return (f"at octet {at}:\nexpected {expected[start:at + 60]!r}\n"
            f"got      {got[start:at + 60]!r}")


class Host:
    """Octets in, octets out, compared exactly. What was read and not asked for stays for the next
    call. Begins to use the descriptors, which may be one, and closes them."""

    def __init__(self, input_fd, output_fd):
        self._input_fd = input_fd
        self._output_fd = output_fd
        self._open_fds = {input_fd, output_fd}
        self._read_octets = bytearray()
        os.set_blocking(input_fd, False)
        os.set_blocking(output_fd, False)

    @classmethod
    def on_device(cls, path):
        """A terminal device or a symbolic link to one."""
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        return cls(fd, fd)

    @classmethod
    def on_tcp(cls, place):
        """`place` is HOST:PORT, an IPv6 address in brackets."""
        address, _, port = place.rpartition(":")
        with socket.create_connection((address.strip("[]"), int(port)), PATIENCE_S) as connection:
            fd = connection.detach()
        return cls(fd, fd)

    @classmethod
    def on_unix(cls, path):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(path)
            fd = connection.detach()
        return cls(fd, fd)

    def close(self):
        while self._open_fds:
            os.close(self._open_fds.pop())

    # For lines that have two descriptors.

    def close_output(self):
        """Types nothing more, and goes on reading."""
        self._open_fds.remove(self._output_fd)
        os.close(self._output_fd)

    def close_input(self):
        """Reads nothing more, but types."""
        self._open_fds.remove(self._input_fd)
        os.close(self._input_fd)

    def type(self, octets):
        """Writes all of it."""
        left = memoryview(octets)
        end = time.monotonic() + PATIENCE_S
        while left:
            _, is_writable, _ = select.select([], [self._output_fd], [],
                                              max(0, end - time.monotonic()))
            if not is_writable:
                raise AssertionError(f"the modem takes no octets, {len(left)} are left")
            try:
                left = left[os.write(self._output_fd, left):]
            except BlockingIOError:
                # A terminal whose attributes are being changed says only now that it is busy.
                continue

    def expect(self, octets):
        """Reads so many octets; they must be these."""
        got = self._take(len(octets), octets)
        if got != octets:
            raise AssertionError("the modem sent other octets, " + difference(octets, got))

    def ask(self, octets, answer):
        """Types a command or data and expects the answer."""
        self.type(octets)
        self.expect(answer)

    def expect_nothing_more(self):
        """Proves that nothing stands before the answer to a further command."""
        self.ask(b"AT\r", OK)

    def expect_closed(self):
        """The other side must close the line without a further octet."""
        got = self._take(1)
        if got:
            raise AssertionError(f"octets before the end: {got!r}")
        if self._read_more(time.monotonic() + PATIENCE_S):
            raise AssertionError(f"octets instead of the end: {bytes(self._read_octets)!r}")

    def comes_within(self, seconds):
        """Whether octets come in this time; it is spent when there are none."""
        return bool(self._read_octets
                    or select.select([self._input_fd], [], [], seconds)[0])

    def read_line(self):
        """Reads through the next line feed, for texts that are not known beforehand."""
        end = time.monotonic() + PATIENCE_S
        while b"\n" not in self._read_octets:
            if not self._read_more(end):
                raise AssertionError(f"closed behind {bytes(self._read_octets)!r}")
        return self._take(self._read_octets.index(b"\n") + 1)

    def _take(self, count, expected=b""):
        """So many octets, or fewer when the line is closed or when they are not the expected ones.
        Fails when the time is over."""
        end = time.monotonic() + PATIENCE_S
        while len(self._read_octets) < count:
            has_come = self._read_octets
            if expected and not expected.startswith(has_come) or not self._read_more(end):
                break
        taken = bytes(self._read_octets[:count])
        del self._read_octets[:count]
        return taken

    def _read_more(self, end):
        """False when the line is closed."""
        is_readable, _, _ = select.select([self._input_fd], [], [], max(0, end - time.monotonic()))
        if not is_readable:
            raise AssertionError(f"the modem sends nothing more than {bytes(self._read_octets)!r}")
        try:
            octets = os.read(self._input_fd, READ_SIZE)
        except OSError:
            # A terminal whose other side is gone gives an error instead of an end; a socket may be
            # reset.
            octets = b""
        self._read_octets += octets
        return bool(octets)
