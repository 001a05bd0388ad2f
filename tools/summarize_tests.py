#!/usr/bin/env python3
"""Adds up the results of test runs.

Each argument is a directory with ctest.xml (ctest --output-junit) and one NAME.xml of GoogleTest per
test binary. Prints a line per directory and per failed test, then `N passed, N failed`; ends with 1
if a test has failed or none has run.
"""

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def cases_of(path):
    """Yields (name, passed) for each test case of a GoogleTest report."""
    for suite in ElementTree.parse(path).getroot():
        for case in suite:
            yield f"{suite.get('name')}.{case.get('name')}", case.find("failure") is None


def results_of(directory):
    """Yields (name, passed). An entry of CTest without a report of its own counts as one test, and so
    does one that failed although its report, if any, says that all is well: it has crashed."""
    for entry in ElementTree.parse(directory / "ctest.xml").getroot().iter("testcase"):
        name = entry.get("name")
        passed = entry.get("status") == "run"
        report = directory / f"{name}.xml"
        cases = list(cases_of(report)) if report.exists() else []
        yield from ((f"{name}: {case}", case_passed) for case, case_passed in cases)
        if entry.get("status") == "disabled":
            continue
        if not cases or (not passed and all(case_passed for _, case_passed in cases)):
            yield name, passed


def main(directories):
    passed = failed = 0
    for directory in map(pathlib.Path, directories):
        results = list(results_of(directory))
        failures = [name for name, ok in results if not ok]
        print(f"{directory.name}: {len(results) - len(failures)} passed, {len(failures)} failed")
        for name in failures:
            print(f"  failed: {name}")
        passed += len(results) - len(failures)
        failed += len(failures)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
