"""atmqtt fleet: many modems with one script, against a real broker."""

import http.client
import json
import os
import pathlib
import pty
import re
import signal
import subprocess

from support.broker import Mosquitto, Subscriber
from support.case import IntegrationTest
from support.child import PATIENCE_S, Child, Lines
from support.modem import program
from support.tls_lab import Laboratory

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent.parent / "examples" / "fleet"

# What all of the scripts here begin with.
CONNECT = """\
> AT+CMQTTSTART
< OK
< +CMQTTSTART: 0
> AT+CMQTTACCQ=0,"fleet-{imei}",0
< OK
> AT+CMQTTCONNECT=0,"tcp://{broker}",60,1
< OK
< +CMQTTCONNECT: 0,0
"""

PUBLISH = """\
> AT+CMQTTTOPIC=0,{length}
< >
>> fleet/{modem}
< OK
> AT+CMQTTPAYLOAD=0,{length}
< >
>> {imei} {n}
< OK
> AT+CMQTTPUB=0,1,60
< OK
< +CMQTTPUB: 0,0
"""

REST = "! repeat forever\n! wait 1h\n! end\n"


class Run:
    """A fleet that runs. finish() waits for its end and reads its summary."""

    def __init__(self, case, script, *options):
        self._json = case.new_path("summary.json")
        command = [program(), "fleet", "--script", script, "--json", self._json, "--seed", "1",
                   "--pause", "200ms", *options]
        self.child = Child(case, command, stdout=subprocess.PIPE)
        self.output = Lines(self.child.process.stdout)
        self.errors = self.child.errors

    def finish(self, status=0):
        got = self.child.wait()
        self.output.wait_for_end()
        assert got == status, f"exit status {got}: {self.errors.all()} {self.output.all()}"
        with open(self._json, encoding="utf-8") as file:
            return json.load(file)

    def interrupt(self, status=0):
        self.child.send_signal(signal.SIGINT)
        return self.finish(status)

    def metrics(self):
        """The value of each sample."""
        address = self.errors.wait_for(r"metrics: http://(.*)/metrics").group(1)
        connection = http.client.HTTPConnection(address, timeout=PATIENCE_S)
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200 and answer.getheader("Content-Type").startswith("text/plain")
        return dict(re.findall(r"^(atmqtt_fleet_\S+) (\S+)$", text, re.MULTILINE))

    def wait_for_metric(self, name, value):
        """The figures are those of the last second, so they are asked for until they are right."""
        for _ in range(10 * PATIENCE_S):
            got = self.metrics().get("atmqtt_fleet_" + name)
            if got == value:
                return
            self.pause()
        raise AssertionError(f"{name} is {got} and not {value}: {self.errors.all()}")

    def pause(self):
        try:
            self.child.process.wait(0.1)
        except subprocess.TimeoutExpired:
            return
        raise AssertionError(f"the fleet has ended: {self.errors.all()}")


# What mosquitto logs, which may be later than what the fleet knows; the IMEI ends in a check digit.
CONNECTED = r"New client connected from .* as fleet-86758403{number:06}\d "


class FleetCase(IntegrationTest):
    def script(self, text):
        path = self.new_path("script.at")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def start(self, text, *options):
        return Run(self, self.script(text), *options)

    def refused(self, *options, status=2):
        done = subprocess.run([program(), "fleet", *options], capture_output=True, text=True,
                              check=False, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, status, done.stderr)
        return done.stderr


class FleetTest(FleetCase):
    def test_every_modem_publishes_as_itself(self):
        broker = Mosquitto(self)
        subscriber = Subscriber(self, broker, "fleet/#", count=30)
        summary = self.start(CONNECT + "! repeat 3\n" + PUBLISH + "! end\n", "--modems", "10",
                             "--first-modem", "91", "--broker", f"127.0.0.1:{broker.port}",
                             "--expect", "errors==0", "--expect", "sent==30",
                             "--expect", "finished==10").finish()
        messages = subscriber.messages()
        self.assertEqual({topic for _, _, topic, _ in messages},
                         {b"fleet/%d" % number for number in range(91, 101)})
        self.assertEqual(len({payload for _, _, _, payload in messages}), 30)
        self.assertEqual(summary["figures"]["connects"], 10)
        self.assertGreater(summary["figures"]["p99"], 0)

    def test_modem_tells_the_imei_that_its_script_uses(self):
        summary = self.start("> AT+CGSN\n< 86758403000{n}\n< OK\n> AT+SIMEI?\n"
                             "< +SIMEI: 86758403000{n}\n< OK\n", "--modems", "3").finish()
        self.assertEqual((summary["figures"]["errors"], summary["figures"]["finished"]), (0, 3))

    def test_brokers_are_taken_in_turn(self):
        brokers = [Mosquitto(self), Mosquitto(self)]
        self.start(CONNECT, "--modems", "4", "--expect", "connected==4", "--broker",
                   "|".join(f"127.0.0.1:{broker.port}" for broker in brokers)).finish()
        for number in range(1, 5):
            brokers[number % 2].log.wait_for(CONNECTED.format(number=number))

    def test_connections_come_from_the_given_addresses(self):
        broker = Mosquitto(self, address="127.0.0.1")
        self.start(CONNECT, "--modems", "4", "--source", "127.0.0.2", "--source", "127.0.0.3",
                   "--broker", f"127.0.0.1:{broker.port}", "--expect", "connected==4").finish()
        for number in range(1, 5):
            broker.log.wait_for(CONNECTED.format(number=number))
        sources = re.findall(r"New connection from (127\.0\.0\.\d+):", "\n".join(broker.log.all()))
        self.assertEqual(sorted(sources), ["127.0.0.2"] * 2 + ["127.0.0.3"] * 2)

    def test_message_latency_is_that_of_the_time_in_the_message(self):
        broker = Mosquitto(self)
        text = (CONNECT + "> AT+CMQTTSUB=0,{length},1\n< >\n>> fleet/{modem}\n< OK\n"
                "< +CMQTTSUB: 0,0\n" + PUBLISH.replace("{imei} {n}", "{time}")
                + '<rx 0 "fleet/{modem}" "{time}"\n')
        summary = self.start(text, "--modems", "5", "--broker",
                             f"127.0.0.1:{broker.port}").finish()
        self.assertEqual(summary["figures"]["received"], 5)
        self.assertEqual(summary["figures"]["errors"], 0)
        self.assertGreater(summary["figures"]["message.p99"], 0)
        self.assertLess(summary["figures"]["message.p99"], PATIENCE_S)

    def test_wrong_answer_is_counted_shown_and_tried_again(self):
        run = self.start("> AT+NONE\n< OK\n", "--modems", "2", "--metrics", "127.0.0.1:0",
                         "--expect", "errors==0")
        shown = run.errors.wait_for("^wrong answer: ").string
        self.assertRegex(shown, r"modem \d: .*script\.at:2: expected '\\r\\nOK\\r\\n', got 'ERROR' "
                                r"\(why \+NONE -> ERROR: there is no such command\)")
        restarts = float(run.metrics()["atmqtt_fleet_restarts_total"])
        while float(run.metrics()["atmqtt_fleet_restarts_total"]) <= restarts:
            run.pause()
        summary = run.interrupt(status=1)
        self.assertGreaterEqual(summary["figures"]["errors"], 2)
        self.assertEqual(summary["expectations"],
                         [{"text": "errors==0", "met": False,
                           "value": summary["figures"]["errors"]}])
        self.assertEqual(len([line for line in run.errors.all() if "wrong answer" in line]), 1)

    def test_answer_that_does_not_come_is_an_error(self):
        run = self.start("# wait: 200ms\n> AT\n< OK\n< NEVER\n")
        run.errors.wait_for(r"^late answer: modem 1: .*:4: expected '\\r\\nNEVER\\r\\n', got nothing")
        self.assertGreaterEqual(run.interrupt()["figures"]["errors"], 1)

    def test_restart_of_the_broker_is_survived(self):
        broker = Mosquitto(self)
        run = self.start(CONNECT + REST, "--modems", "20", "--broker", f"127.0.0.1:{broker.port}",
                         "--metrics", "127.0.0.1:0", "--expect", "connected==20",
                         "--expect", "errors==0", "--expect", "lost==20")
        run.wait_for_metric("connected_clients", "20")
        broker.kill()
        run.wait_for_metric("connected_clients", "0")
        broker.start()
        run.wait_for_metric("connected_clients", "20")
        start = broker.log.count()
        summary = run.interrupt()
        self.assertGreaterEqual(sum(summary["failed"].values()), 1)
        self.assertEqual(set(summary["failed"]), {"3"})
        # It has said goodbye for all of them; the broker may be slower than the fleet.
        for number in range(1, 21):
            broker.log.wait_for(rf"Received DISCONNECT from fleet-86758403{number:06}\d$", start)

    def test_rate_spreads_the_connects(self):
        broker = Mosquitto(self)
        summary = self.start(CONNECT, "--modems", "6", "--rate", "10", "--broker",
                             f"127.0.0.1:{broker.port}").finish()
        self.assertGreaterEqual(summary["figures"]["seconds"], 0.5)

    def test_duration_ends_it(self):
        summary = self.start("! wait 1h\n", "--duration", "300ms").finish()
        self.assertGreaterEqual(summary["figures"]["seconds"], 0.3)
        self.assertEqual(summary["figures"]["finished"], 0)

    def test_certificates_are_in_every_store(self):
        laboratory = Laboratory()
        self.addCleanup(laboratory.close)
        broker = Mosquitto(self, "allow_anonymous true", f"cafile {laboratory.path('ca.pem')}",
                           f"certfile {laboratory.path('server.pem')}",
                           f"keyfile {laboratory.path('server.key')}", "require_certificate true")
        own = self.new_path("own-")
        for number in (1, 2):
            for kind in ("pem", "key"):
                os.symlink(laboratory.path(f"client.{kind}"), f"{own}{number}.{kind}")
        text = (CONNECT.replace('",0\n< OK', '",1\n< OK')
                .replace("{broker}", "broker.example:8883"))
        contexts = "".join(f'> AT+CSSLCFG="{name}",0,{value}\n< OK\n' for name, value in (
            ("authmode", "2"), ("cacert", '"ca.pem"'), ("clientcert", '"own.pem"'),
            ("clientkey", '"own-key.pem"')))
        text = text.replace("> AT+CMQTTCONNECT", contexts + "> AT+CMQTTCONNECT")
        self.start(text, "--modems", "2", "--map", f"*=127.0.0.1:{broker.port}",
                   "--certificate", f"ca.pem={laboratory.path('ca.pem')}",
                   "--certificate", f"own.pem={own}{{modem}}.pem",
                   "--certificate", f"own-key.pem={own}{{modem}}.key",
                   "--expect", "connected==2", "--expect", "errors==0").finish()
        missing = self.refused("--script", self.script(text), "--modems", "3",
                               "--certificate", f"own.pem={own}{{modem}}.pem", status=3)
        self.assertIn("own-3.pem: No such file", missing)

    def test_terminal_shows_lines_that_change_in_their_place(self):
        master, slave = pty.openpty()
        process = subprocess.Popen([program(), "fleet", "--script", self.script("! wait 1h\n"),
                                    "--duration", "2500ms"], stderr=slave,
                                   stdout=subprocess.DEVNULL)
        self.addCleanup(os.close, master)
        os.close(slave)
        shown = b""
        try:
            while True:
                shown += os.read(master, 4096)
        except OSError:  # the other side has closed
            pass
        self.assertEqual(process.wait(PATIENCE_S), 0)
        self.assertIn(b"0 connected, 0 connecting", shown)
        self.assertIn(b"loop late by", shown)
        self.assertIn(b"\x1b[3A\x1b[J", shown)

    def test_other_paths_and_methods_have_no_metrics(self):
        run = self.start("! wait 1h\n", "--metrics", "127.0.0.1:0")
        address = run.errors.wait_for(r"metrics: http://(.*)/metrics").group(1)
        for method, path, status in (("GET", "/", 404), ("POST", "/metrics", 405)):
            connection = http.client.HTTPConnection(address, timeout=PATIENCE_S)
            connection.request(method, path)
            self.assertEqual(connection.getresponse().status, status)
            connection.close()
        run.interrupt()

    def test_too_many_modems_for_the_descriptors_are_refused(self):
        command = f"ulimit -n 100; exec {program()} fleet --modems 37 --broker 127.0.0.1:1 --script "
        done = subprocess.run(["bash", "-c", command + self.script(CONNECT)], capture_output=True,
                              text=True, check=False, timeout=PATIENCE_S)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("--modems 37: 1 connections each and 64 more are 101 descriptors, and the "
                      "system allows 100 (ulimit -Hn), which is enough for 36 modems", done.stderr)

    def test_refusals_say_what_is_allowed(self):
        script = self.script(CONNECT)
        for options, text in (
                ([], "--script: needed"),
                (["--script", script], "--broker: needed, because {broker} stands in"),
                (["--script", self.script("> AT\n"), "--broker", "h:1"],
                 "--map leads the servers that it names elsewhere"),
                (["--script", script, "--broker", "h"], "must be HOST:PORT"),
                (["--script", script, "--modems", "0"], "must be a number from 1 to 99999999"),
                (["--script", script, "--rate", "-1"], "must be a number from"),
                (["--script", script, "--source", "x"], "must be a numeric address"),
                (["--script", script, "--expect", "p99<5"], "needs a unit"),
                (["--script", script, "--duration", "1"], "must be a duration"),
                (["--script", self.script("# profile: a7670\n> AT\n"), "--profile", "sim8200"],
                 "is for a7670"),
                (["--script", self.script("> AT{x}\n")], "script.at:1: {x} is no placeholder")):
            with self.subTest(text):
                self.assertIn(text, self.refused(*options))
        self.assertIn("No such file", self.refused("--script", "/nowhere.at", status=3))


class ExampleTest(FleetCase):
    """The ready scripts, in short: waits of minutes are made tenths of seconds."""

    def run_example(self, name, *options):
        with open(SCRIPTS / name, encoding="utf-8") as file:
            text = file.read()
        text = re.sub(r"^! wait .*", "! wait 10ms..100ms", text, flags=re.MULTILINE)
        self.broker = Mosquitto(self)
        return self.start(text, "--broker", f"127.0.0.1:{self.broker.port}", "--metrics",
                          "127.0.0.1:0", "--expect", "errors==0", "--expect", "failed==0", *options)

    def run_until(self, name, metric, count, *options):
        run = self.run_example(name, *options)
        while float(run.metrics().get("atmqtt_fleet_" + metric, 0)) < count:
            run.pause()
        return run.interrupt()

    def test_telemetry(self):
        for profile in ("sim8200", "sim7600", "a7670", "sim7670"):
            with self.subTest(profile):
                self.run_until("telemetry.at", "published_total", 20, "--modems", "5",
                               "--profile", profile)

    def test_chatty(self):
        self.run_until("chatty.at", "published_total", 100, "--modems", "3")

    def test_commands(self):
        run = self.run_example("commands.at", "--modems", "3")
        for number in (1, 2, 3):
            self.broker.log.wait_for(f"devices/{number}/command")
            self.broker.publish(f"devices/{number}/command", b"open", 1)
        run.wait_for_metric("published_total", "3")
        self.assertEqual(run.interrupt()["figures"]["received"], 3)

    def test_storm(self):
        run = self.run_example("storm.at", "--modems", "10", "--expect", "connected==20")
        run.wait_for_metric("connected_clients", "20")
        run.interrupt()

    def test_download(self):
        for profile in ("sim8200", "a7670"):
            with self.subTest(profile):
                run = self.run_example("download.at", "--modems", "2", "--profile", profile,
                                       "--expect", "received==20")
                run.finish()
