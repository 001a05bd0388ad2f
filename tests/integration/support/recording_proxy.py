"""Stands between a client and a broker, passes all octets on, and keeps the packets of both."""

import queue
import socket
import threading

from support.child import PATIENCE_S
from support.server import Connection, remaining_length


class RecordingProxy:
    """Takes one connection on a free port of the loopback interface."""

    def __init__(self, case, port):
        self._case = case
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "tcp://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.of_client = queue.Queue()
        self.of_broker = queue.Queue()
        case.addCleanup(self._listener.close)
        self._threads = [threading.Thread(target=self._run)]
        self._threads[0].start()
        case.addCleanup(self._join)

    def next_of_client(self):
        """The client's next packet, all its octets; waits for it."""
        return self.of_client.get(timeout=PATIENCE_S)

    def next_of_broker(self, kind):
        """The broker's next packet of this kind, such as 0x30 for PUBLISH."""
        while True:
            packet = self.of_broker.get(timeout=PATIENCE_S)
            if packet[0] & 0xF0 == kind:
                return packet

    def _run(self):
        self._listener.settimeout(PATIENCE_S)
        with self._listener.accept()[0] as client, \
                socket.create_connection(("127.0.0.1", self._port)) as broker:
            back = threading.Thread(target=self._pass_on, args=(broker, client, self.of_broker))
            back.start()
            self._pass_on(client, broker, self.of_client)
            back.join()

    def _pass_on(self, source, target, packets):
        reader = Connection(source)
        try:
            while True:
                first, body = reader.read_packet()
                packet = bytes([first]) + remaining_length(len(body)) + body
                packets.put(packet)
                target.sendall(packet)
        except (AssertionError, OSError):
            # The source has ended, and so shall what it spoke to.
            for end in (source, target):
                try:
                    end.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _join(self):
        for thread in self._threads:
            thread.join()
