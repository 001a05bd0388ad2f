"""./run, as the first thing that a newcomer does with the project."""

import pathlib
import subprocess

from support.case import IntegrationTest

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_S = 100


class RunScript(IntegrationTest):
    def run_script(self, *options):
        return subprocess.run([ROOT / "run", *options], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=LIMIT_S, check=False)

    def test_it_ends_with_0_and_shows_both_sides_of_a_session(self):
        done = self.run_script()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        at = 0
        # In this order; `>` is the host and `<` the modem.
        for line in ("> AT+CMQTTSTART", "< +CMQTTSTART: 0", "> AT+CMQTTACCQ=0,",
                     "> AT+CMQTTCONNECT=0,", "< +CMQTTCONNECT: 0,0", "> AT+CMQTTSUB=0,", "< >",
                     "< +CMQTTSUB: 0,0", "> AT+CMQTTPUB=0,1,", "< +CMQTTPUB: 0,0",
                     "< +CMQTTRXSTART: 0,", "< +CMQTTRXEND: 0", "> AT+CMQTTUNSUB=0,",
                     "< +CMQTTUNSUB: 0,0", "> AT+CMQTTDISC=0,", "< +CMQTTDISC: 0,0",
                     "> AT+CMQTTREL=0", "< OK", "> AT+CMQTTSTOP", "< +CMQTTSTOP: 0"):
            at = done.stdout.find("\n" + line, at) + 1
            self.assertGreater(at, 0, f"{line} is missing in:\n{done.stdout}")

    def test_it_takes_no_options(self):
        done = self.run_script("--fast")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", "usage: ./run\n"))
