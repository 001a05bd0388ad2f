"""The test case that the others are made from."""

import itertools
import os
import tempfile
import unittest


class IntegrationTest(unittest.TestCase):
    """A directory of its own for each test, gone with it as is everything else that it started."""

    def setUp(self):
        self._described = []
        self._numbers = itertools.count(1)
        directory = tempfile.TemporaryDirectory(prefix="atmqtt-test-")
        self.addCleanup(directory.cleanup)
        # A broker that was started by root reads its configuration as somebody else.
        os.chmod(directory.name, 0o755)
        self.directory = directory.name
        self._hosts = []
        self.addCleanup(self._close_hosts)

    def new_path(self, name):
        """A path in the test's directory that nothing has yet."""
        return os.path.join(self.directory, f"{next(self._numbers)}-{name}")

    def opened(self, host):
        """Closes the host when the test is over and its modem has ended."""
        self._hosts.append(host)
        return host

    def _close_hosts(self):
        for host in self._hosts:
            host.close()

    def describe_on_failure(self, thing):
        """thing.describe() is printed behind the failure of this test."""
        self._described.append(thing)

    def describe(self):
        return "\n".join(each.describe() for each in self._described)


def make_test(case_class, sentence):
    """Decorator: the function becomes the test of this name, for tests made in a loop. Words are
    separated by blanks."""
    def add(function):
        name = "test_" + sentence.replace(" ", "_").replace(".", "_")
        assert not hasattr(case_class, name), name
        setattr(case_class, name, function)
        return function
    return add
