"""The examples, run as their READMEs say, or checked as far as a linter goes."""

import configparser
import os
import pathlib
import re
import socket
import subprocess

from support.broker import Mosquitto
from support.case import IntegrationTest
from support.child import PATIENCE_S, Child
from support.host import OK, Host, line, rx_group
from support.modem import program

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"
WITH_BROKER = str(EXAMPLES / "with_broker")

# Compilers and emulators are slow on a loaded machine.
LONG_S = 5 * PATIENCE_S


class Examples(IntegrationTest):
    def run_command(self, *command, **environment):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=LONG_S, check=False, cwd=self.directory,
                              env={**os.environ, **environment})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def build_and_test(self, name, test_count):
        build = self.new_path(name)
        self.run_command("cmake", "-S", str(EXAMPLES / name), "-B", build, f"-DATMQTT={program()}")
        self.run_command("cmake", "--build", build)
        printed = self.run_command("ctest", "--test-dir", build, "--output-on-failure")
        self.assertIn(f"100% tests passed, 0 tests failed out of {test_count}", printed)

    def test_c_ctest(self):
        self.build_and_test("c-ctest", 2)

    def test_arduino_native(self):
        self.build_and_test("arduino-native", 1)

    def test_pytest(self):
        link = self.new_path("modem")
        printed = self.run_command(
            WITH_BROKER, "sh", "-c", f"'{program()}' --pty={link} --map \"*=$MQTT_BROKER\" --exec "
            f"'pytest-3 -p no:cacheprovider {EXAMPLES / 'pytest'}'", PYTHONDONTWRITEBYTECODE="1")
        self.assertRegex(printed, r"= 4 passed in ")

    def test_qemu(self):
        printed = self.run_command(str(EXAMPLES / "qemu" / "run_guest"), program(), self.directory)
        self.assertIn("\nreceived\n", printed)

    def test_embed(self):
        broker = Mosquitto(self)
        embed = os.path.join(os.path.dirname(program()), "examples", "embed")
        child = Child(self, [embed], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        host = self.opened(Host(os.dup(child.process.stdout.fileno()),
                                os.dup(child.process.stdin.fileno())))
        child.process.stdin.close()
        host.ask(b"ATE0\r", b"ATE0\r" + OK)
        host.ask(b"AT+CMQTTSTART\r", OK + line("+CMQTTSTART: 0"))
        host.ask(b'AT+CMQTTACCQ=0,"embed"\r', OK)
        host.ask(f'AT+CMQTTCONNECT=0,"{broker.url}",60,1\r'.encode(),
                 OK + line("+CMQTTCONNECT: 0,0"))
        host.ask(b"AT+CMQTTSUB=0,4,1\r", b"\r\n>")
        host.ask(b"loop", OK + line("+CMQTTSUB: 0,0"))
        broker.publish("loop", b"x" * 5000, 1)
        host.expect(rx_group(0, b"loop", b"x" * 5000))
        # What a broker leaves unread when it is killed makes a reset of the end.
        broker.log.wait_for("Received PUBACK from embed")
        broker.kill()
        host.expect(line("+CMQTTCONNLOST: 0,1"))
        host.close_output()
        self.assertEqual(child.wait(), 0)

    def test_with_broker_passes_the_status_on_and_ends_its_broker(self):
        done = subprocess.run([WITH_BROKER, "sh", "-c", "echo $MQTT_BROKER; exit 3"],
                              capture_output=True, text=True, timeout=LONG_S, check=False)
        self.assertEqual(done.returncode, 3)
        address, port = done.stdout.strip().split(":")
        with self.assertRaises(ConnectionRefusedError):
            socket.create_connection((address, int(port)))

    def test_github_actions_is_sound_yaml(self):
        self.run_command("yamllint", "--strict", str(EXAMPLES / "github-actions"))

    def test_platformio_is_sound(self):
        settings = configparser.ConfigParser()
        settings.read(EXAMPLES / "platformio" / "platformio.ini")
        self.assertEqual(settings["env:native"]["platform"], "native")
        include = EXAMPLES / "platformio" / settings["env:native"]["build_flags"].split("-I")[1]
        self.assertTrue((include / "MqttModem.h").exists())

    def test_zephyr_has_its_configuration(self):
        for setting in (EXAMPLES / "zephyr" / "prj.conf").read_text().splitlines():
            self.assertRegex(setting, r"\ACONFIG_[A-Z0-9_]+=\S+\Z")

    def test_every_example_is_listed_and_says_whether_it_is_run(self):
        listed = (EXAMPLES / "README.md").read_text()
        for folder in (each for each in EXAMPLES.iterdir() if each.is_dir()):
            row = re.search(rf"^\| \[{folder.name}\].* \| (yes|no) \|$", listed, re.MULTILINE)
            self.assertIsNotNone(row, folder.name)
            is_marked = "**Not run by our tests**" in (folder / "README.md").read_text()
            self.assertEqual(is_marked, row[1] == "no", folder.name)
