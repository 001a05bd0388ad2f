"""A client of the tests on the other side of the broker, which loses and doubles nothing."""

import asyncio
import collections
import itertools

CONNECT_TIMEOUT_S = 20
WINDOW = 20

CONNECT, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBSCRIBE = \
    0x10, 0x30, 0x40, 0x50, 0x62, 0x70, 0x82


def packet(first, body):
    octets = bytearray([first])
    count = len(body)
    while True:
        count, digit = divmod(count, 128)
        octets.append(digit | (0x80 if count else 0))
        if not count:
            return bytes(octets) + body


def text(octets):
    return len(octets).to_bytes(2, "big") + octets


async def read_packet(reader):
    """(first octet, the octets behind the remaining length)"""
    first = (await reader.readexactly(1))[0]
    count = shift = 0
    while True:
        digit = (await reader.readexactly(1))[0]
        count |= (digit & 0x7F) << shift
        shift += 7
        if digit < 0x80:
            return first, await reader.readexactly(count)


class Peer:
    """Keeps one session, with clean_session 0, over as many connections as it takes: `path`, an
    Event, is waited for before each. Publishes (topic, payload, qos) of QoS 1 and 2, at most WINDOW
    unfinished; those go out again behind the next CONNACK, PUBLISH as duplicate or PUBREL.
    Subscribes the filter with QoS 2, if any. A message of QoS 2 is given to on_message(topic,
    payload) at its PUBLISH, and not again until its PUBREL has come."""

    def __init__(self, name, port, path, messages=(), subscription=None, on_message=None):
        self._name = name
        self._port = port
        self._path = path
        self._messages = iter(messages)
        self._subscription = subscription
        self._on_message = on_message
        self._unfinished = collections.OrderedDict()  # by identifier: PUBLISH, or PUBREL
        self._identifiers = itertools.cycle(range(1, 0x10000))
        self._received = set()
        self._has_session = False
        self.is_subscribed = asyncio.Event()

    async def run(self):
        """Until it is cancelled."""
        while True:
            await self._path.wait()
            try:
                await self._connect_once()
            except (OSError, asyncio.IncompleteReadError):
                continue

    async def _connect_once(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            writer.write(packet(CONNECT, text(b"MQTT") + b"\x04\x00\x00\x00" + text(self._name)))
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                _, connack = await read_packet(reader)
            if connack[1] != 0 or self._has_session > connack[0]:
                raise AssertionError(f"the broker has lost the session of a peer: {connack!r}")
            self._has_session = True
            for octets in self._unfinished.values():
                is_publish = octets[0] & 0xF0 == PUBLISH
                writer.write(bytes([octets[0] | 0x08]) + octets[1:] if is_publish else octets)
            if self._subscription is not None and not self.is_subscribed.is_set():
                writer.write(packet(SUBSCRIBE, b"\xff\xff" + text(self._subscription) + b"\x02"))
            while True:
                self._fill(writer)
                await writer.drain()
                self._take(*await read_packet(reader), writer)
        finally:
            writer.close()

    def _take(self, first, body, writer):
        kind = first & 0xF0
        identifier = int.from_bytes(body[:2], "big")
        if kind == PUBLISH:
            self._take_publish(first >> 1 & 3, body, writer)
        elif kind == PUBREL & 0xF0:
            self._received.discard(body)
            writer.write(packet(PUBCOMP, body))
        elif kind == 0x90:
            assert body[2] == 2, f"the broker has granted QoS {body[2]}"
            self.is_subscribed.set()
        elif kind == PUBREC and identifier in self._unfinished:
            self._unfinished[identifier] = packet(PUBREL, body)
            writer.write(self._unfinished[identifier])
        elif kind in (PUBACK, PUBCOMP):
            self._unfinished.pop(identifier, None)

    def _take_publish(self, qos, body, writer):
        end = 2 + int.from_bytes(body[:2], "big")
        topic, identifier, payload = body[2:end], body[end:end + 2], body[end + 2:]
        assert qos in (1, 2)
        if qos == 1 or identifier not in self._received:
            self._on_message(topic, payload)
        if qos == 2:
            self._received.add(identifier)
        writer.write(packet(PUBACK if qos == 1 else PUBREC, identifier))

    def _fill(self, writer):
        while len(self._unfinished) < WINDOW:
            message = next(self._messages, None)
            if message is None:
                return
            topic, payload, qos = message
            identifier = next(self._identifiers)
            assert identifier not in self._unfinished
            self._unfinished[identifier] = packet(
                PUBLISH | qos << 1, text(topic) + identifier.to_bytes(2, "big") + payload)
            writer.write(self._unfinished[identifier])
