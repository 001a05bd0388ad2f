"""A host that loses no message: it publishes through the AT line and recovers as firmware does."""

from at_host import AtHost

CONNECT_RESULT = rb"\+CMQTTCONNECT: 0,(\d+)"

# A result that says nothing about the message: the modem has taken it and finishes it later, at the
# latest behind the next CONNECT. To publish it once more would double it.
CONNECTION_LOST = 6
TIMED_OUT = 17


class Publisher:
    """Keeps one client connected with clean_session 0. Give it messages by publish() once it is
    online; `path` is waited for before each attempt to connect."""

    def __init__(self, name, url, path, on_message):
        self._name = name
        self._url = url
        self._path = path
        self._on_message = on_message
        self._host = None
        self.connect_count = 0
        self.lost_count = 0
        self.refused_count = 0
        self.kept_count = 0

    async def open(self, port):
        self._host = await AtHost.open_tcp(port, self._on_message)
        await self._host.ask(b"AT+CMQTTSTART\r", rb"\+CMQTTSTART: 0")
        await self._host.ask(b'AT+CMQTTACCQ=0,"%s"\r' % self._name.encode())
        return self

    async def connect(self):
        """Tries until the result is 0."""
        command = f'AT+CMQTTCONNECT=0,"{self._url}",60,0\r'.encode()
        while True:
            await self._path.wait()
            self._host.type(command)
            found, _ = await self._host.read_until(CONNECT_RESULT)
            if found[1] == b"0":
                self.connect_count += 1
                return
            if found[1] == b"11":
                raise AssertionError("the modem is connected and the host has not noticed")

    async def subscribe(self, topic, qos):
        while True:
            self._host.type(b"AT+CMQTTSUB=0,%d,%d\r" % (len(topic), qos) + topic)
            found, _ = await self._host.read_until(rb"\+CMQTTSUB: 0,(\d+)",
                                                   rb"\+CMQTTCONNLOST: 0,\d", rb"ERROR")
            if found[0] == b"+CMQTTSUB: 0,0":
                return
            await self.recover(found[0])

    async def recover(self, seen):
        """Behind a result that is not 0: the loss is told next, unless it is what was seen."""
        if not seen.startswith(b"+CMQTTCONNLOST"):
            await self._host.read_until(rb"\+CMQTTCONNLOST: 0,\d")
        self.lost_count += 1
        await self.connect()

    async def publish(self, topic, payload, qos):
        """Returns when the modem has taken the message: then it arrives, even if the connection is
        lost meanwhile."""
        message = (b"AT+CMQTTTOPIC=0,%d\r" % len(topic) + topic
                   + b"AT+CMQTTPAYLOAD=0,%d\r" % len(payload) + payload
                   + b"AT+CMQTTPUB=0,%d,60\r" % qos)
        while not await self._publish_once(message):
            self.refused_count += 1

    async def _publish_once(self, message):
        """False when the modem has not taken it. The three commands are typed at once: each has its
        final result code, the last one's tells. The loss of the connection may be told anywhere
        between them; from there on they are refused."""
        self._host.type(message)
        is_lost = False
        finals = []
        result = None
        while len(finals) < 3 or (finals[2] == b"OK" and result is None):
            text = await self._host.read()
            if text in (b"OK", b"ERROR"):
                finals.append(text)
            elif text.startswith(b"+CMQTTCONNLOST: 0,"):
                is_lost = True
            elif text.startswith(b"+CMQTTPUB: 0,") and len(finals) == 3:
                result = int(text.split(b",")[1])
        is_taken = finals[2] == b"OK"
        if is_taken:
            assert result in (0, CONNECTION_LOST, TIMED_OUT), result
            self.kept_count += result != 0
        if is_lost:
            await self.recover(b"+CMQTTCONNLOST")
        elif not is_taken or result == CONNECTION_LOST:
            await self.recover(b"")
        return is_taken

    async def stay_online(self):
        """Publishes nothing more and goes on receiving, until it is cancelled."""
        while True:
            found, _ = await self._host.read_until(rb"\+CMQTTCONNLOST: 0,\d", seconds=3600)
            await self.recover(found[0])

    async def close(self):
        self._host.close()
