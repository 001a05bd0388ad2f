#!/usr/bin/env python3
"""Runs the tests of one file against the real program.

run_tests.py --program PATH [--sanitizer NAME] FILE [TEST...]

TEST is a part of a test's name. Prints a line per test and, behind a failure, what the program has
said. The environment variable GTEST_OUTPUT (xml:DIRECTORY/) asks for a report in the form of
GoogleTest, so that these tests are counted with the others.
"""

import argparse
import os
import pathlib
import sys
import time
import unittest
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.dont_write_bytecode = True

from support.modem import PROGRAM_VARIABLE


class Result(unittest.TextTestResult):
    """Adds what the test's programs said to a failure, while it is still there."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.cases = []
        self._started = 0.0

    def startTest(self, test):
        super().startTest(test)
        self._started = time.monotonic()
        self.cases.append([test, 0.0, [], None])

    def stopTest(self, test):
        self.cases[-1][1] = time.monotonic() - self._started
        super().stopTest(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._note(test, self.failures)

    def addError(self, test, err):
        super().addError(test, err)
        self._note(test, self.errors)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if not self.cases or self.cases[-1][0] is not test:
            self.cases.append([test, 0.0, [], None])  # a whole class is skipped before it starts
        self.cases[-1][3] = reason

    def _note(self, test, kind):
        if hasattr(test, "describe"):
            kind[-1] = (test, kind[-1][1] + test.describe() + "\n")
        if self.cases:
            self.cases[-1][2].append(kind[-1][1])


def write_report(name, cases, directory):
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(suites, "testsuite", name=name)
    for test, seconds, failures, skipped in cases:
        case = ElementTree.SubElement(suite, "testcase", name=test.id().rpartition(".")[2],
                                      time=f"{seconds:.3f}")
        for text in failures:
            ElementTree.SubElement(case, "failure").text = ascii(text)
        if skipped is not None:
            ElementTree.SubElement(case, "skipped", message=skipped)
    ElementTree.ElementTree(suites).write(pathlib.Path(directory) / f"{name}.xml")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--sanitizer", default="", help="what the program was built with")
    parser.add_argument("file")
    parser.add_argument("tests", nargs="*", metavar="TEST")
    options = parser.parse_args()
    os.environ[PROGRAM_VARIABLE] = os.path.abspath(options.program)
    os.environ["ATMQTT_SANITIZE"] = options.sanitizer

    path = pathlib.Path(options.file).resolve()
    if path.parent != HERE:
        sys.path.insert(0, str(path.parent))
    name = path.stem
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{each}*" for each in options.tests] or None
    suite = loader.loadTestsFromName(name)
    result = unittest.TextTestRunner(resultclass=Result, verbosity=2).run(suite)
    report = os.environ.get("GTEST_OUTPUT", "")
    if report.startswith("xml:"):
        write_report(f"{path.parent.name}_{name.removesuffix('_test')}", result.cases, report[4:])
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
