"""Connections that are made, refused, lost and made again."""

import os
import subprocess

from support.broker import Mosquitto, Subscriber, free_port
from support.case import IntegrationTest
from support.commands import (acquire, connect, connect_command, disconnect, enter, publish, start,
                              subscribe)
from support.host import OK, line, rx_group
from support.modem import Modem
from support.server import CONNACK, ScriptedServer, publish as publish_packet, suback

TOPIC = b"plant/7/state"


class Connections(IntegrationTest):
    def modem_and_host(self, *options, name="dut"):
        modem = Modem(self, "--stdio", "--set", "echo=off", *options)
        host = modem.stdio_host()
        start(host)
        acquire(host, name=name)
        return modem, host

    def host(self, *options, name="dut"):
        return self.modem_and_host(*options, name=name)[1]

    def test_the_will_is_published_when_the_modem_is_killed(self):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, "gone")
        modem, host = self.modem_and_host()
        enter(host, "AT+CMQTTWILLTOPIC=0,4", b"gone")
        enter(host, "AT+CMQTTWILLMSG=0,5,2", b"dut\x00\xff")
        connect(host, broker.url)
        modem.kill()
        self.assertEqual(subscriber.messages(), [(2, 0, b"gone", b"dut\x00\xff")])

    def test_no_will_is_published_when_the_host_disconnects(self):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, "#")
        host = self.host()
        enter(host, "AT+CMQTTWILLTOPIC=0,4", b"gone")
        enter(host, "AT+CMQTTWILLMSG=0,5,1", b"never")
        connect(host, broker.url)
        disconnect(host)
        broker.log.wait_for("Received DISCONNECT from dut")
        broker.publish("end", b"", 0)
        self.assertEqual(subscriber.messages(), [(0, 0, b"end", b"")])

    def test_a_broker_that_is_killed_and_started_again_is_lost_and_found(self):
        broker = Mosquitto(self)
        host = self.host()
        connect(host, broker.url)
        broker.kill()
        host.expect(line("+CMQTTCONNLOST: 0,1"))
        connect(host, broker.url, err=3)
        broker.start()
        connect(host, broker.url)
        subscribe(host, TOPIC, 1)
        broker.publish(TOPIC.decode(), b"again", 1)
        host.expect(rx_group(0, TOPIC, b"again"))

    def test_a_second_client_with_the_same_id_takes_over(self):
        broker = Mosquitto(self)
        first, second = self.host(name="twin"), self.host(name="twin")
        connect(first, broker.url)
        connect(second, broker.url)
        first.expect(line("+CMQTTCONNLOST: 0,1"))
        connect(first, broker.url)
        second.expect(line("+CMQTTCONNLOST: 0,1"))
        publish(first, TOPIC, b"mine", 1)

    def test_an_unacknowledged_message_is_sent_again_in_the_resumed_session(self):
        server = ScriptedServer(self)
        host = self.host()
        host.type(connect_command(server.url, clean=0))
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        enter(host, "AT+CMQTTTOPIC=0,1", b"t")
        host.ask(b"AT+CMQTTPUB=0,1,60\r", OK)
        body = connection.expect_packet(0x30)
        connection.reset()
        host.expect(line("+CMQTTPUB: 0,6") + line("+CMQTTCONNLOST: 0,2"))
        host.type(connect_command(server.url, clean=0))
        connection = server.accept_client()
        connection.send(b"\x20\x02\x01\x00")
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        # The same message with DUP, QoS 1.
        self.assertEqual(connection.read_packet(), (0x3A, body))

    def broker_with_password(self):
        path = os.path.join(self.directory, "passwords")
        subprocess.run(["mosquitto_passwd", "-b", "-c", path, "meter", "s3cret"], check=True)
        os.chmod(path, 0o644)
        return Mosquitto(self, "allow_anonymous false", f"password_file {path}")

    def test_user_name_and_password_are_accepted_by_the_broker(self):
        broker = self.broker_with_password()
        host = self.host()
        connect(host, broker.url, credentials=',"meter","s3cret"')
        publish(host, TOPIC, b"in", 1)

    def test_a_wrong_password_is_refused_by_the_broker_with_31(self):
        broker = self.broker_with_password()
        host = self.host()
        connect(host, broker.url, credentials=',"meter","wrong"', err=31)
        broker.log.wait_for(r"Sending CONNACK to .* \(0, 5\)")
        connect(host, broker.url, err=31)
        connect(host, broker.url, credentials=',"meter","s3cret"')

    def test_a_wrong_password_over_mqtt_3_1_is_refused_by_the_broker_with_31(self):
        broker = self.broker_with_password()
        host = Modem(self, "--stdio", "--set", "echo=off").stdio_host()
        start(host)
        acquire(host, version=3)
        connect(host, broker.url, credentials=',"meter","wrong"', err=31)

    def test_a_name_that_does_not_resolve_is_25(self):
        # No name has a label of 64 octets, so that nobody has to be asked.
        host = self.host()
        connect(host, f"tcp://{'x' * 64}.invalid", err=25)
        host.expect_nothing_more()

    def test_a_refused_connection_is_3(self):
        host = self.host()
        connect(host, f"tcp://127.0.0.1:{free_port()}", err=3)
        host.expect_nothing_more()

    def test_a_broker_is_found_by_its_name(self):
        broker = Mosquitto(self)
        host = self.host()
        connect(host, f"tcp://localhost:{broker.port}")
        publish(host, TOPIC, b"by name", 1)

    def test_a_broker_is_reached_over_ipv6(self):
        if not os.path.exists("/proc/net/if_inet6"):
            self.skipTest("this machine has no IPv6")
        broker = Mosquitto(self, address="::1")
        host = self.host()
        connect(host, broker.url)
        self.assertTrue(broker.url.startswith("tcp://[::1]:"))
        publish(host, TOPIC, b"six", 1)

    def test_map_leads_every_broker_name_to_the_mapped_place(self):
        broker = Mosquitto(self)
        host = self.host("--map", f"*=127.0.0.1:{broker.port}")
        connect(host, "tcp://no.such.broker.example:8883")
        publish(host, TOPIC, b"mapped", 1)
        disconnect(host)
        connect(host, "tcp://another.example")

    def test_map_leads_only_the_named_broker_and_port_elsewhere(self):
        broker = Mosquitto(self)
        refusing_port = free_port()
        host = self.host("--map", f"broker.example:1883=127.0.0.1:{broker.port}",
                         "--map", f"broker.example=127.0.0.1:{refusing_port}")
        connect(host, "tcp://Broker.Example:8883", err=3)
        connect(host, "tcp://Broker.Example")

    def test_a_message_between_ok_and_result_is_held_until_the_result(self):
        self.check_message_before_suback(
            OK + line("+CMQTTSUB: 0,0") + rx_group(0, TOPIC, b"early"))

    def test_a_message_may_stand_between_ok_and_result_where_the_setting_says_so(self):
        self.check_message_before_suback(
            OK + rx_group(0, TOPIC, b"early") + line("+CMQTTSUB: 0,0"),
            "--set", "rx.between_ok_and_result=on")

    def check_message_before_suback(self, answer, *options):
        """A server that sends a retained message ahead of SUBACK, as it is free to."""
        server = ScriptedServer(self)
        host = self.host(*options)
        host.type(connect_command(server.url))
        connection = server.accept_client()
        connection.send(CONNACK)
        host.expect(OK + line("+CMQTTCONNECT: 0,0"))
        host.ask(b"AT+CMQTTSUB=0,%d,0\r" % len(TOPIC), b"\r\n>")
        host.type(TOPIC)
        identifier = connection.expect_identified(0x80)
        connection.send(publish_packet(TOPIC, b"early"))
        connection.send(suback(identifier, 0))
        host.expect(answer)
        host.expect_nothing_more()
