#!/usr/bin/env python3
"""Mixed load with every kind of fault, for as long as one likes, with samples of the memory.

soak.py --program PATH [--minutes 60] [--seed N]

Hosts, good and bad, talk through two processes of the program to mosquitto, which is restarted, and
to a server that talks nonsense, through a proxy that cuts, resets, stalls and drops. Prints a line
of figures each minute. Ends with 0 if no sanitizer has found anything, both processes have ended in
good order, every host that behaves got its answers, and the memory in the last quarter of the time
is at most that in the second quarter and GROWTH_MAX_KIB.
"""

import argparse
import asyncio
import collections
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "integration")]
sys.dont_write_bytecode = True

from at_host import AtHost, Closed, Stuck
from proxy import Fault, Proxy
from soak_programs import Broker, Program

HOST_COUNT = 30
BROKER_LIFE_S = (20, 90)
STOP_S = 0.5


class Wrongs(list):
    """Told at once, so that nobody waits an hour for it."""

    def append(self, text):
        print("wrong:", text, flush=True)
        super().append(text)


class Soak:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.counts = collections.Counter()
        self.wrong = Wrongs()
        self.per_connection = self.kept = self.proxy = self.nonsense_port = None
        self.names = 0

    # What a proxy does to a connection.

    def next_fault(self):
        if self.random.random() < 0.7:
            return None
        kind = self.random.choice(Fault.KINDS)
        return Fault(kind, self.random.choice(("to_server", "to_client")),
                     int(self.random.expovariate(1 / 300)))

    async def talk_nonsense(self, reader, writer):
        """A server that answers anything with octets of its own."""
        try:
            await reader.read(1000)
            start = self.random.choice((b"", b"\x20\x02\x00\x00", b"\x16\x03\x03"))
            writer.write(start + self.random.randbytes(self.random.randrange(1, 300)))
            await writer.drain()
            await asyncio.wait_for(reader.read(), self.random.uniform(0, 3))
        except (OSError, TimeoutError):
            pass
        writer.close()
        self.counts["nonsense servers"] += 1

    # Hosts. Each plays once and returns.

    def new_name(self):
        self.names += 1
        return f"soak{self.names}"

    async def go_online(self, host, port, clean):
        await host.ask(b"AT+CMQTTSTART\r", rb"\+CMQTTSTART: \d+")
        name = self.new_name()
        tls = self.random.random() < 0.1
        await host.ask(f'AT+CMQTTACCQ=0,"{name}",{int(tls)}\r'.encode())
        await host.ask(b'AT+CMQTTCFG="optimeout",0,20\r')
        text = f'AT+CMQTTCONNECT=0,"tcp://127.0.0.1:{port}",{self.random.choice((5, 60))},{clean}\r'
        result = await host.ask(text.encode(), rb"\+CMQTTCONNECT: 0,\d+")
        self.counts[result.decode()] += 1
        return name, result == b"+CMQTTCONNECT: 0,0"

    async def leave(self, host):
        for command, result in ((b"AT+CMQTTDISC=0,60\r", rb"\+CMQTTDISC: 0,\d+"),
                                (b"AT+CMQTTREL=0\r", None),
                                (b"AT+CMQTTSTOP\r", rb"\+CMQTTSTOP: \d+")):
            await host.ask(command, result)
        final = await host.ask(b"AT+CMQTTSTART\r", rb"\+CMQTTSTART: \d+")
        if final != b"+CMQTTSTART: 0":
            self.wrong.append(f"START after a fault and the way out: {final!r}")
        await host.ask(b"AT+CMQTTSTOP\r", rb"\+CMQTTSTOP: \d+")

    async def publish(self, host, topic, payload, qos):
        """The result of PUB, or ERROR."""
        result = await host.enter(b"AT+CMQTTTOPIC=0,%d\r" % len(topic), topic)
        if result == b"OK" and payload:
            result = await host.enter(b"AT+CMQTTPAYLOAD=0,%d\r" % len(payload), payload)
        if result == b"OK":
            result = await host.ask(b"AT+CMQTTPUB=0,%d,60\r" % qos, rb"\+CMQTTPUB: 0,\d+")
        self.counts[result.decode()] += 1
        return result

    @staticmethod
    async def subscribe(host, topic, qos):
        return await host.enter(b"AT+CMQTTSUB=0,%d,%d\r" % (len(topic), qos), topic,
                                rb"\+CMQTTSUB: 0,\d+")

    async def well_behaved(self, host, port):
        name, is_online = await self.go_online(host, port, self.random.randrange(2))
        if is_online:
            topic = name.encode()
            await self.subscribe(host, topic, self.random.randrange(3))
            for _ in range(self.random.randrange(1, 60)):
                payload = self.random.randbytes(self.random.choice((0, 1, 100, 1500, 1501, 10240)))
                result = await self.publish(host, topic, payload, self.random.randrange(3))
                if result != b"+CMQTTPUB: 0,0":
                    break
        self.proxy.release()
        await self.leave(host)
        self.counts["received"] += host.message_count
        self.counts["sessions to the end"] += 1

    async def leaves_somewhere(self, host, port):
        """Goes away in the middle of what it was typing, or of what it was sent."""
        name, is_online = await self.go_online(host, port, 0)
        text = b"AT+CMQTTSUB=0,%d,2\r" % len(name) + name.encode()
        for _ in range(5):
            text += b"AT+CMQTTTOPIC=0,%d\r" % len(name) + name.encode() + \
                b"AT+CMQTTPAYLOAD=0,3000\r" + bytes(3000) + b"AT+CMQTTPUB=0,2,60\r"
        host.type(text[:self.random.randrange(len(text))])
        await asyncio.sleep(self.random.uniform(0, 0.3))
        self.random.choice((host.close, host.abort))()
        self.counts["left in the middle"] += 1

    async def types_nonsense(self, host, port):
        words = (b"AT+CMQTT", b"START", b"ACCQ=0,", b'"x"', b"\r", b"AT", b"=", b"?", b"A/", b"\x1b",
                 b"\x1a", b",", b"99999999999", b"AT+CMQTTTOPIC=0,5\r", b"AT+CSSLCFG=", b"\x08",
                 b"AT+CCERTDOWN=\"a.pem\",10\r", b"AT&W\r", b"AT+CFUN=0\r", b"AT+CFUN=1\r", b"+++")
        for _ in range(self.random.randrange(200)):
            host.type(self.random.choice(words) if self.random.random() < 0.8
                      else self.random.randbytes(self.random.randrange(20)))
            if self.random.random() < 0.05:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        host.close()
        self.counts["typed nonsense"] += 1

    async def never_reads(self, host, port):
        name, is_online = await self.go_online(host, port, 1)
        if not is_online:
            return
        topic = name.encode()
        await self.subscribe(host, topic, 1)
        host.transport.pause_reading()
        flooder = await AtHost.open_tcp(int(self.per_connection.ports[0]))
        try:
            _, is_online = await self.go_online(flooder, self.broker.port, 1)
            if is_online:
                for _ in range(200):
                    await self.publish(flooder, topic, bytes(10240), 0)
        finally:
            flooder.close()
        host.abort()
        self.counts["never read"] += 1

    async def many_at_once(self, host, port):
        hosts = await asyncio.gather(
            *(AtHost.open_tcp(int(self.per_connection.ports[0])) for _ in range(100)),
            return_exceptions=True)
        for each in hosts:
            if isinstance(each, AtHost):
                each.close()
        self.counts["bursts of connections"] += 1

    async def keeps_certificates(self, host, port):
        """Of the process that has --state. Another host may have the port: then it is refused."""
        name = f"c{self.random.randrange(10)}.pem".encode()
        data = self.random.randbytes(self.random.randrange(1, 10240))
        await host.enter(b'AT+CCERTDOWN="%s",%d\r' % (name, len(data)), data)
        await host.ask(b"AT+CCERTLIST\r")
        await host.ask(b'AT+CCERTDELE="%s"\r' % name)
        await host.ask(b"AT&W\r")
        self.counts["certificates"] += 1

    KINDS = ((well_behaved, 10), (leaves_somewhere, 3), (types_nonsense, 3), (never_reads, 1),
             (many_at_once, 1))

    # What goes on all the time.

    async def play(self, kind, host, port):
        try:
            await kind(self, host, port)
        except (Closed, OSError):
            self.counts["closed by the modem"] += 1
        except Stuck as stuck:
            self.wrong.append(f"{kind.__name__}: {stuck}")
        finally:
            host.close()

    def choose_server(self):
        return self.random.choices((self.proxy.port, self.broker.port, self.nonsense_port),
                                   (6, 3, 1))[0]

    async def many_modems(self):
        while True:
            kinds, weights = zip(*self.KINDS)
            host = await AtHost.open_tcp(int(self.per_connection.ports[0]))
            await self.play(self.random.choices(kinds, weights)[0], host, self.choose_server())

    async def one_modem(self, place):
        """The same on a port whose modem lives on."""
        opened = AtHost.open_unix(place) if "/" in place else AtHost.open_tcp(int(place))
        host = await opened
        await host.ask(b"ATE0\r", )
        kind = self.random.choice((Soak.well_behaved, Soak.leaves_somewhere,
                                   Soak.keeps_certificates))
        if kind is Soak.well_behaved:
            # What the last host has left is cleared away first, as firmware does.
            self.proxy.release()
            for command in (b"AT+CMQTTDISC=0,60\r", b"AT+CMQTTREL=0\r", b"AT+CMQTTSTOP\r"):
                await host.ask(command)
                await asyncio.sleep(0.2)
        await self.play(kind, host, self.choose_server())

    async def one_modem_forever(self, place):
        while True:
            try:
                await self.one_modem(place)
            except (Closed, OSError):
                self.counts["port refused"] += 1
            except Stuck as stuck:
                self.wrong.append(f"one modem on {place}: {stuck}")

    async def restart_broker(self):
        while True:
            await asyncio.sleep(self.random.uniform(*BROKER_LIFE_S))
            await self.broker.stop()
            await asyncio.sleep(self.random.uniform(0, 2))
            await self.broker.start()

    async def stop_and_continue(self):
        while True:
            await asyncio.sleep(self.random.uniform(5, 30))
            program = self.random.choice((self.per_connection, self.kept))
            program.process.send_signal(signal.SIGSTOP)
            await asyncio.sleep(STOP_S)
            program.process.send_signal(signal.SIGCONT)
            self.counts["stopped and continued"] += 1

    async def release_stalled(self):
        while True:
            await asyncio.sleep(3)
            self.proxy.release()
            if self.random.random() < 0.5:
                self.proxy.drop_all(self.random.choice(("cut", "reset")))
                self.counts["all connections dropped"] += 1

    async def report(self, end):
        while time.monotonic() < end:
            await asyncio.sleep(min(60, max(0, end - time.monotonic())))
            texts = [each.sample() for each in (self.per_connection, self.kept)]
            print(time.strftime("%H:%M:%S"), "; ".join(texts),
                  f"{self.counts['+CMQTTPUB: 0,0']} published,",
                  f"{len(self.wrong)} wrong", flush=True)

    async def run(self, program, minutes):
        with tempfile.TemporaryDirectory(prefix="atmqtt-soak-") as directory:
            # For mosquitto's own user too; sticky, so that the program makes its socket there.
            os.chmod(directory, 0o1777)
            self.broker = Broker(directory)
            await self.broker.start()
            self.proxy = await Proxy(self.broker.port, self.next_fault).start()
            nonsense = await asyncio.start_server(self.talk_nonsense, "127.0.0.1", 0)
            self.nonsense_port = nonsense.sockets[0].getsockname()[1]
            settings = ("--set", "echo=off")
            self.per_connection = await Program.start(
                "per connection", directory,
                [program, "--tcp", "127.0.0.1:0", "--modem-per-connection", *settings])
            self.kept = await Program.start(
                "kept", directory,
                [program, "--tcp", "127.0.0.1:0", "--unix", os.path.join(directory, "line"),
                 "--state", os.path.join(directory, "state"), *settings])
            tasks = [asyncio.create_task(each) for each in
                     (*(self.many_modems() for _ in range(HOST_COUNT)),
                      *(self.one_modem_forever(place) for place in self.kept.ports),
                      self.restart_broker(), self.stop_and_continue(), self.release_stalled())]
            reporter = asyncio.create_task(self.report(time.monotonic() + minutes * 60))
            await asyncio.wait([reporter, *tasks], return_when=asyncio.FIRST_COMPLETED)
            for each in tasks:
                if each.done() and each.exception() is not None:
                    self.wrong.append(f"the soak itself: {each.exception()!r}")
                each.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            reporter.cancel()
            for each in (self.per_connection, self.kept):
                each.process.send_signal(signal.SIGCONT)
                for text in await each.end():
                    self.wrong.append(text)
            await self.broker.stop()
            self.proxy.close()
            nonsense.close()
        if not self.counts["sessions to the end"]:
            self.wrong.append("no host has come to the end of its session")
        self.counts["broker starts"] = self.broker.start_count
        self.counts["connections through the proxy"] = self.proxy.connection_count
        self.counts["connections spoilt"] = self.proxy.fault_count
        for name, count in sorted(self.counts.items()):
            print(f"{count:9} {name}")
        return 1 if self.wrong else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(2 ** 32))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    sys.exit(asyncio.run(Soak(options.seed).run(options.program, options.minutes)))


if __name__ == "__main__":
    main()
