"""Three drivers, each written in the manner of many in the field, from power-on to the end of a
session: on every profile, with three brokers, plain and with TLS."""

from support.aedes import Aedes
from support.broker import Mosquitto
from support.case import IntegrationTest, make_test
from support.driver import Driver
from support.modem import Modem, is_sanitized, profiles
from support.own_broker import OwnBroker
from support.tls_lab import NAME, Laboratory

HOSTS = ("strict", "lines", "stream")
LABORATORY = None

# How often a driver with limits from 30 ms on may be too late on this machine.
ATTEMPT_COUNT = 10


def setUpModule():
    global LABORATORY
    LABORATORY = Laboratory()


def tearDownModule():
    LABORATORY.close()


def mosquitto(case, has_tls):
    return LABORATORY.broker(case) if has_tls else Mosquitto(case)


def aedes(case, has_tls):
    return Aedes(case, *(map(LABORATORY.path, ("server.pem", "server.key")) if has_tls else ()))


def own(case, has_tls):
    return OwnBroker(case, *(("--tls", *map(LABORATORY.path, ("server.pem", "server.key")))
                             if has_tls else ()), "--long-client-ids")


class Hosts(IntegrationTest):
    def drive(self, name, profile, make_broker, has_tls):
        broker = make_broker(self, has_tls)
        modem = Modem(self, "--tcp", "0", "--profile", profile, "--set", "boot.delay=50ms",
                      "--map", f"*=127.0.0.1:{broker.port}")
        options = ["--tls", LABORATORY.path("ca.pem")] if has_tls else []
        host = Driver(self, name, modem.ready().split(" ")[1], f"tcp://{NAME}:{broker.port}",
                      "--lose-link", *options)
        host.output.wait_for("^waiting for the link to be lost$")
        broker.kill()
        broker.start()
        self.assertEqual(host.wait(), 0)
        # It does everything that it wants to, and nothing twice because of a surprise.
        self.assertRegex(host.output.all()[-1], r"^done after \d+ writes(, 0 resets)?$")

    def test_the_limits_of_real_drivers_are_kept(self):
        """From 30 ms on, on a machine that may be busy, so some runs may fail."""
        if is_sanitized():
            self.skipTest("a sanitizer makes the program slow")
        broker = Mosquitto(self)
        place = self.new_path("modem")
        Modem(self, f"--pty={place}").ready()
        for _ in range(ATTEMPT_COUNT):
            if Driver(self, "stream", place, broker.url, patience=1).wait() == 0:
                return
        self.fail(f"none of {ATTEMPT_COUNT} runs kept them")


for HOST in HOSTS:
    for PROFILE in profiles():
        for MAKE_BROKER in (mosquitto, aedes, own):
            for HAS_TLS in (False, True):
                @make_test(Hosts, f"{HOST} drives {PROFILE} with {MAKE_BROKER.__name__} "
                                  + ("over tls" if HAS_TLS else "plain"))
                def driven(self, name=HOST, profile=PROFILE, make_broker=MAKE_BROKER,
                           has_tls=HAS_TLS):
                    self.drive(name, profile, make_broker, has_tls)
