"""A second network beside the machine's own, and a cable between them that can go dead."""

import contextlib
import ctypes
import os
import subprocess
import unittest

CLONE_NEWNET = 0x40000000

# Of the range for benchmarks of networks: no machine is there.
NEAR, FAR = "198.18.77.1", "198.18.77.2"


def ip(*words):
    subprocess.run(["ip", *words], check=True, stderr=subprocess.PIPE)


class Network:
    """The far end is FAR. It goes with the test. Skips the test where networks cannot be made."""

    def __init__(self, case):
        self._name = f"atmqtt-{os.getpid()}"
        near, far = f"atq{os.getpid() % 100000}n", f"atq{os.getpid() % 100000}f"
        try:
            ip("netns", "add", self._name)
        except (OSError, subprocess.CalledProcessError) as error:
            raise unittest.SkipTest(f"no network namespace can be made here: {error}") from error
        case.addCleanup(ip, "netns", "del", self._name)
        ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", self._name)
        ip("address", "add", f"{NEAR}/30", "dev", near)
        ip("link", "set", near, "up")
        ip("-n", self._name, "address", "add", f"{FAR}/30", "dev", far)
        ip("-n", self._name, "link", "set", far, "up")

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
        ip("-n", self._name, "route", "add", "blackhole", f"{NEAR}/32")

    def mend(self):
        """What was lost is sent again by TCP."""
        ip("-n", self._name, "route", "del", "blackhole", f"{NEAR}/32")
