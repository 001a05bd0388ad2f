"""Who does not read is not written to: nothing is lost, and the program's memory does not grow."""

import subprocess
import threading
import time

from support.broker import Mosquitto
from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.commands import (acquire, connect, connect_command, prepare_message,
                              publish_until_server_is_full, start, subscribe)
from support.host import OK, Host, line, rx_group
from support.modem import Modem, is_sanitized
from support.server import CONNACK, ScriptedServer, acknowledgement, publish

TOPIC = b"flood"
GROWTH_MAX_KIB = 2048

# After this time without progress a sender is taken to be held.
STANDSTILL_S = 0.5

# 100 MB; with a sanitizer, which does not show the memory, as much as takes no longer.
MESSAGE_COUNT = 1_000 if is_sanitized() else 10_000
PAYLOAD_SIZE = 10_240


def payload_of(number):
    return b"%05d" % number + bytes(range(256)) * (PAYLOAD_SIZE // 256 - 1)


class Flood:
    """Sends messages of QoS 1 in the background, as fast as they are taken, and reads PUBACKs."""

    def __init__(self, connection, count):
        self._connection = connection
        self._numbers = range(1, count + 1)
        self._sent_count = 0
        self._acknowledged = []
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=each, daemon=True)
                         for each in (self._send, self._receive)]
        for each in self._threads:
            each.start()

    def _send(self):
        for number in self._numbers:
            self._connection.socket.settimeout(None)
            self._connection.send(publish(TOPIC, payload_of(number), 1, number))
            with self._changed:
                self._sent_count += 1
                self._changed.notify_all()

    def _receive(self):
        for _ in self._numbers:
            identifier = self._connection.expect_identified(0x40)
            with self._changed:
                self._acknowledged.append(identifier)

    def wait_for_standstill(self):
        """Returns how many messages the connection has taken by then."""
        with self._changed:
            while self._changed.wait(STANDSTILL_S):
                pass
            return self._sent_count

    def acknowledged(self):
        with self._changed:
            return list(self._acknowledged)

    def wait_for_end(self):
        end = time.monotonic() + PATIENCE_S
        for each in self._threads:
            each.join(max(0, end - time.monotonic()))


class Memory:
    """How much more memory a process has used since the object was made."""

    def __init__(self, process_id):
        self._directory = f"/proc/{process_id}"
        with open(f"{self._directory}/clear_refs", "w", encoding="ascii") as peak:
            peak.write("5")  # from here on the peak is counted anew
        self._before = self._read("VmRSS")

    def _read(self, name):
        with open(f"{self._directory}/status", encoding="ascii") as status:
            return next(int(each.split()[1]) for each in status if each.startswith(name + ":"))

    def growth_kib(self):
        """At its peak."""
        return self._read("VmHWM") - self._before


class BackPressure(IntegrationTest):
    def start_modem(self):
        """The trace would take more time than all the rest."""
        modem = Modem(self, "--tcp", "127.0.0.1:0", "--set", "echo=off", has_trace=False)
        host = self.opened(Host.on_tcp(modem.ready().split(" ")[1]))
        start(host)
        acquire(host)
        return modem, host

    def connect_to(self, server, host):
        host.type(connect_command(server.url))
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        return connection

    def check_memory(self, memory):
        if not is_sanitized():
            self.assertLessEqual(memory.growth_kib(), GROWTH_MAX_KIB)

    def test_100_megabytes_to_a_host_that_does_not_read_grow_no_memory_and_all_arrive(self):
        modem, host = self.start_modem()
        connection = self.connect_to(ScriptedServer(self), host)
        memory = Memory(modem.process_id)
        flood = Flood(connection, MESSAGE_COUNT)
        sent_count = flood.wait_for_standstill()
        self.check_memory(memory)
        # Held, and what the modem has acknowledged is less than what it was sent.
        self.assertLess(sent_count, MESSAGE_COUNT)
        self.assertLess(len(flood.acknowledged()), sent_count)
        for number in range(1, MESSAGE_COUNT + 1):
            host.expect(rx_group(0, TOPIC, payload_of(number)))
        flood.wait_for_end()
        self.assertEqual(flood.acknowledged(), list(range(1, MESSAGE_COUNT + 1)))
        self.check_memory(memory)
        host.expect_nothing_more()

    def test_messages_of_mosquitto_wait_for_a_host_that_does_not_read_and_keep_their_order(self):
        broker = Mosquitto(self)
        modem, host = self.start_modem()
        connect(host, broker.url)
        subscribe(host, TOPIC, 1)
        memory = Memory(modem.process_id)
        lines = [b"%05d " % number + b"x" * 2000 for number in range(MESSAGE_COUNT)]
        subprocess.run(["mosquitto_pub", *broker.client_options(), "-t", TOPIC.decode(), "-q", "1",
                        "-l"], input=b"\n".join(lines) + b"\n", check=True, timeout=3 * PATIENCE_S)
        for each in lines:
            host.expect(rx_group(0, TOPIC, each))
        self.check_memory(memory)
        host.expect_nothing_more()

    def test_a_host_that_types_and_does_not_read_is_held_and_loses_nothing(self):
        # A terminal holds little itself, so that the host is held soon.
        link = self.new_path("modem")
        modem = Modem(self, f"--pty={link}", "--set", "echo=off", has_trace=False)
        modem.ready()
        host = self.opened(Host.on_device(link))
        start(host)
        acquire(host)
        server = ScriptedServer(self)
        connection = self.connect_to(server, host)
        prepare_message(host, b"t", b"")
        host.ask(b"AT+CMQTTPUB=0,1,60\r", OK)
        identifier = connection.expect_publish()
        memory = Memory(modem.process_id)
        count = 20_000
        typist = threading.Thread(target=host.type, args=(b"AT+CMQTTDISC?\r" * count,))
        typist.start()
        typist.join(STANDSTILL_S)
        self.assertTrue(typist.is_alive(), "the modem took everything")
        self.check_memory(memory)
        answer = line("+CMQTTDISC: 0,0") + b"+CMQTTDISC: 1,1\r\n" + OK
        for _ in range(count):
            host.expect(answer)
        typist.join(PATIENCE_S)
        connection.send(acknowledgement(0x40, identifier))
        host.expect(line("+CMQTTPUB: 0,0"))
        self.check_memory(memory)

    def test_a_server_that_does_not_read_holds_the_result_until_it_does(self):
        modem, host = self.start_modem()
        connection = self.connect_to(ScriptedServer(self), host)
        memory = Memory(modem.process_id)
        count = publish_until_server_is_full(host)
        self.check_memory(memory)
        for _ in range(count):
            self.assertEqual(connection.expect_packet(0x30)[-10240:], bytes(10240))
        host.expect(line("+CMQTTPUB: 0,0"))
        host.expect_nothing_more()
