"""A proxy that spoils connections: it cuts, resets, stalls or drops them at a given octet."""

import asyncio
import socket
import struct

READ_SIZE = 65536


class Fault:
    """What befalls a connection when `count` octets have gone in one direction: "to_server" or
    "to_client". The kinds: "cut" (FIN to both), "reset" (RST to both), "stall" (octets of this
    direction wait until release()), "half-open" (everything is dropped in both directions, and
    neither side is told)."""

    KINDS = ("cut", "reset", "stall", "half-open")

    def __init__(self, kind, direction, count):
        assert kind in self.KINDS
        self.kind = kind
        self.direction = direction
        self.count = count


class Proxy:
    """Listens on a free port of the loopback interface. Each connection takes next_fault(), which
    returns a Fault or None."""

    def __init__(self, target_port, next_fault=lambda: None):
        self._target_port = target_port
        self._next_fault = next_fault
        self._server = None
        self._writers = set()
        self._is_released = asyncio.Event()
        self.port = None
        self.connection_count = 0
        self.fault_count = 0

    async def start(self):
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def release(self):
        """Lets what is stalled go on."""
        self._is_released.set()
        self._is_released = asyncio.Event()

    def drop_all(self, how="cut"):
        for writer in list(self._writers):
            self._end(writer, how)

    def close(self):
        self._server.close()
        self.drop_all("reset")

    async def _serve(self, reader, writer):
        self.connection_count += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            self._end(writer, "reset")
            return
        pair = (writer, far_writer)
        self._writers |= set(pair)
        fault = self._next_fault()
        try:
            await asyncio.gather(self._pump(reader, far_writer, pair, fault, "to_server"),
                                 self._pump(far_reader, writer, pair, fault, "to_client"))
        finally:
            self._writers -= set(pair)
            for each in pair:
                each.close()

    async def _pump(self, reader, writer, pair, fault, direction):
        passed = 0
        is_here = fault is not None and fault.direction == direction
        try:
            while octets := await reader.read(READ_SIZE):
                if fault is not None and fault.kind == "half-open" and fault.count < 0:
                    continue
                if is_here and passed + len(octets) > fault.count >= 0:
                    left = fault.count - passed
                    self.fault_count += 1
                    writer.write(octets[:left])
                    await writer.drain()
                    is_here = False
                    if fault.kind == "stall":
                        await self._is_released.wait()
                        writer.write(octets[left:])
                    elif fault.kind == "half-open":
                        fault.count = -1
                        continue
                    else:
                        for each in pair:
                            self._end(each, fault.kind)
                        return
                else:
                    writer.write(octets)
                passed += len(octets)
                await writer.drain()
        except OSError:
            pass
        if fault is None or fault.kind != "half-open" or fault.count >= 0:
            self._end(writer, "cut")

    @staticmethod
    def _end(writer, how):
        if how == "reset":
            connection = writer.get_extra_info("socket")
            try:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                      struct.pack("ii", 1, 0))
            except OSError:
                pass
            writer.transport.abort()
        else:
            writer.close()
