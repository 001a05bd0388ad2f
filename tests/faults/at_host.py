"""A host on a TCP or Unix line that sorts what the modem sends: prompts, lines, received messages."""

import asyncio
import collections
import re

PROMPT = b"\r\n>"
LINE = re.compile(rb"\r?\n?([^\r\n]+)\r\n")
COUNTED = re.compile(rb"\+CMQTTRX(TOPIC|PAYLOAD): \d+,(\d+)$")

# Beyond this a modem is taken to be stuck: it is more than every limit that a host sets in the
# tests, and it leaves room for a loaded machine and a sanitizer.
PATIENCE_S = 150


class Stuck(AssertionError):
    """The modem has not answered in time."""


class Closed(ConnectionError):
    """The line is closed."""


class AtHost(asyncio.Protocol):
    """Call open_tcp() or open_unix(). Results and other lines are taken in the order of the line;
    received messages are given to on_message(client, topic, payload) when their group is whole."""

    def __init__(self, on_message=None):
        self.on_message = on_message or (lambda client, topic, payload: None)
        self.transport = None
        self.message_count = 0
        self._octets = bytearray()
        self._lines = collections.deque()
        self._waiter = None
        self._counted = None
        self._group = {}
        self._is_closed = False

    @classmethod
    async def open_tcp(cls, port, on_message=None):
        _, host = await asyncio.get_running_loop().create_connection(
            lambda: cls(on_message), "127.0.0.1", port)
        return host

    @classmethod
    async def open_unix(cls, path, on_message=None):
        _, host = await asyncio.get_running_loop().create_unix_connection(
            lambda: cls(on_message), path)
        return host

    def connection_made(self, transport):
        self.transport = transport

    def connection_lost(self, exc):
        self._is_closed = True
        self._wake()

    def data_received(self, data):
        self._octets += data
        while self._take_one():
            pass
        self._wake()

    def _wake(self):
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _take_one(self):
        """Takes one thing from what has come; False when the rest is not whole yet."""
        octets = self._octets
        if self._counted is not None:
            kind, count = self._counted
            if len(octets) < count + 2:
                return False
            self._group[kind] = self._group.get(kind, b"") + bytes(octets[:count])
            del octets[:count + 2]
            self._counted = None
            return True
        if octets.startswith(PROMPT):
            del octets[:len(PROMPT)]
            self._lines.append(b">")
            return True
        found = LINE.match(octets)
        if not found:
            return False
        text = found[1]
        del octets[:found.end()]
        counted = COUNTED.match(text)
        if counted:
            self._counted = counted[1], int(counted[2])
        elif text.startswith(b"+CMQTTRXSTART: "):
            self._group = {}
        elif text.startswith(b"+CMQTTRXEND: "):
            self.message_count += 1
            self.on_message(int(text.split(b" ")[1]), self._group.get(b"TOPIC", b""),
                            self._group.get(b"PAYLOAD", b""))
        else:
            self._lines.append(text)
        return True

    def type(self, octets):
        if self._is_closed:
            raise Closed("the line is closed")
        self.transport.write(octets)

    async def read(self, seconds=PATIENCE_S):
        """The next line, or ">" for a prompt."""
        end = asyncio.get_running_loop().time() + seconds
        while not self._lines:
            if self._is_closed:
                raise Closed("the line is closed")
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout_at(end):
                    await self._waiter
            except TimeoutError:
                raise Stuck(f"nothing follows in {seconds} s, behind {bytes(self._octets)!r}") \
                    from None
        return self._lines.popleft()

    async def read_until(self, *patterns, seconds=PATIENCE_S):
        """Reads through the first line that one of the patterns matches; returns the match and the
        lines before it."""
        before = []
        while True:
            text = await self.read(seconds)
            for pattern in patterns:
                found = re.fullmatch(pattern, text)
                if found:
                    return found, before
            before.append(text)

    async def ask(self, octets, result=None):
        """Types a command; waits for its final result code, and for the result line if it has one:
        before a refusal or behind OK. Returns the result line if there is one, else the final
        result code."""
        self.type(octets)
        final, before = await self.read_until(rb"OK|ERROR|\+CME ERROR: .*")
        if result is None:
            return final[0]
        for text in before:
            if re.fullmatch(result, text):
                return text
        if final[0] == b"OK":
            final, _ = await self.read_until(result)
        return final[0]

    async def enter(self, command, data, result=None):
        """A command with a prompt: types the data when it is asked for, so that a refused command
        leaves none to be taken for commands. Returns as ask() does."""
        self.type(command)
        found, before = await self.read_until(b">", rb"ERROR")
        if found[0] == b">":
            return await self.ask(data, result)
        return next((text for text in before if result and re.fullmatch(result, text)), b"ERROR")

    def close(self):
        self.transport.close()

    def abort(self):
        """RST."""
        self.transport.abort()
