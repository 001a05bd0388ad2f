"""./run, as the first thing that a newcomer does with the project."""

import pathlib
import subprocess

from support.broker import Mosquitto
from support.case import IntegrationTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_S = 200


class RunScript(IntegrationTest):
    def run_script(self, *options):
        """Returns exit status, standard output and standard error."""
        with subprocess.Popen([ROOT / "run", *options], stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as script:
            try:
                output, errors = script.communicate(timeout=LIMIT_S)
            finally:
                # So that it ends its broker.
                script.terminate()
        return script.returncode, output, errors

    def test_it_ends_with_0_and_shows_both_sides_of_a_session(self):
        self.check(self.run_script())

    def test_it_takes_another_broker(self):
        broker = Mosquitto(self)
        self.check(self.run_script("--broker", f"127.0.0.1:{broker.port}"))
        broker.log.wait_for("New client connected .* as demo-client")

    def check(self, done):
        status, output, errors = done
        self.assertEqual(status, 0, output + errors)
        at = 0
        # In this order; `>` is the host and `<` the modem.
        for line in ("> AT+CMQTTSTART", "< +CMQTTSTART: 0", "> AT+CMQTTACCQ=0,",
                     "> AT+CMQTTCONNECT=0,", "< +CMQTTCONNECT: 0,0", "> AT+CMQTTSUB=0,", "< >",
                     "< +CMQTTSUB: 0,0", "> AT+CMQTTPUB=0,1,", "< +CMQTTPUB: 0,0",
                     "< +CMQTTRXSTART: 0,", "< +CMQTTRXEND: 0", "> AT+CMQTTUNSUB=0,",
                     "< +CMQTTUNSUB: 0,0", "> AT+CMQTTDISC=0,", "< +CMQTTDISC: 0,0",
                     "> AT+CMQTTREL=0", "< OK", "> AT+CMQTTSTOP", "< +CMQTTSTOP: 0"):
            at = output.find("\n" + line, at) + 1
            self.assertGreater(at, 0, f"{line} is missing in:\n{output}")

    def test_it_says_what_it_does(self):
        status, output, errors = self.run_script("--help")
        self.assertEqual((status, errors), (0, ""))
        self.assertIn("./run [--broker HOST:PORT]\n", output)
        self.assertNotIn("set -e", output)

    def test_it_takes_no_other_options(self):
        usage = "usage: ./run [--broker HOST:PORT]\n"
        self.assertEqual(self.run_script("--fast"), (2, "", usage))
        self.assertEqual(self.run_script("--broker"), (2, "", usage))
