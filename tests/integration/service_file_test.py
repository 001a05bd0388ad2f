"""contrib/: the unit of systemd and its configuration."""

import pathlib
import shutil
import subprocess
import unittest

from support.case import IntegrationTest
from support.child import PATIENCE_S
from support.modem import program

CONTRIB = pathlib.Path(__file__).resolve().parent.parent.parent / "contrib"
# In tenths of systemd's own scale, on which 0 is without any risk and 100 as a service of root is.
EXPOSURE_MAX = 20


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE_S, check=False)


class ServiceFile(IntegrationTest):
    def copied(self, name, **places):
        text = (CONTRIB / name).read_text(encoding="utf-8")
        for old, new in places.items():
            self.assertIn(old, text)
            text = text.replace(old, new)
        path = pathlib.Path(self.directory) / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "there is no systemd-analyze")
    def test_systemd_understands_the_unit_and_finds_it_hardened(self):
        unit = self.copied("atmqtt.service", **{"/usr/local/bin/atmqtt": program()})
        verified = run("systemd-analyze", "verify", "--man=no", unit)
        self.assertEqual((verified.returncode, verified.stderr), (0, ""))
        judged = run("systemd-analyze", "security", "--offline=true",
                     f"--threshold={EXPOSURE_MAX}", "--no-pager", unit)
        self.assertEqual(judged.returncode, 0, judged.stdout)
        self.assertIn("Overall exposure level", judged.stdout)

    def test_the_program_understands_the_configuration(self):
        config = self.copied("atmqtt.toml", **{"/run/atmqtt": self.directory,
                                               "/var/lib/atmqtt": self.new_path("state")})
        done = run(program(), "--config", config, "--exec", "echo $ATMQTT_PORT")
        self.assertEqual((done.returncode, done.stdout), (0, f"{self.directory}/modem\n"))
