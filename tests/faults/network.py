"""A second network beside the machine's own, and a cable between them that can go dead."""

import contextlib
import ctypes
import ipaddress
import random
import subprocess
import unittest

CLONE_NEWNET = 0x40000000

# The range for benchmarks of networks: no machine is there. Each network takes four addresses at
# random, so that tests that run at the same time do not meet.
RANGE = ipaddress.ip_network("198.18.0.0/15")


def ip(*words):
    subprocess.run(["ip", *words], check=True, stderr=subprocess.PIPE)


class Network:
    """The far end of the cable has the address `far`. It goes with the test. Skips the test where
    networks cannot be made."""

    def __init__(self, case):
        number = random.randrange(RANGE.num_addresses // 4)
        self._near, self.far = (str(RANGE[4 * number + end]) for end in (1, 2))
        self._name = f"atmqtt-{number}"
        near_device, far_device = f"atq{number}n", f"atq{number}f"
        try:
            ip("netns", "add", self._name)
        except (OSError, subprocess.CalledProcessError) as error:
            raise unittest.SkipTest(f"no network namespace can be made here: {error}") from error
        case.addCleanup(ip, "netns", "del", self._name)
        ip("link", "add", near_device, "type", "veth",
           "peer", "name", far_device, "netns", self._name)
        ip("address", "add", f"{self._near}/30", "dev", near_device)
        ip("link", "set", near_device, "up")
        ip("-n", self._name, "address", "add", f"{self.far}/30", "dev", far_device)
        ip("-n", self._name, "link", "set", far_device, "up")

    @contextlib.contextmanager
    def inside(self):
        """What is opened meanwhile by this thread is at the far end."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/thread-self/ns/net", "rb") as own, \
                open(f"/run/netns/{self._name}", "rb") as other:
            if libc.setns(other.fileno(), CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
            try:
                yield
            finally:
                libc.setns(own.fileno(), CLONE_NEWNET)

    def cut(self):
        """From now on nothing comes from the far end, and nobody is told."""
        ip("-n", self._name, "route", "add", "blackhole", f"{self._near}/32")

    def mend(self):
        """What was lost is sent again by TCP."""
        ip("-n", self._name, "route", "del", "blackhole", f"{self._near}/32")
