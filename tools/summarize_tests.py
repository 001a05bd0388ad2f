#!/usr/bin/env python3
"""Adds up the results of test runs.

Each argument is a directory with ctest.xml (ctest --output-junit) and one NAME.xml of GoogleTest per
test binary. Prints a line per directory and per test that failed or was skipped, then
`N passed, N failed, N skipped`; ends with 1 if a test has failed or none has run.
"""

import collections
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"


def cases_of(path):
    """Yields (name, verdict) for each test case of a GoogleTest report."""
    for suite in ElementTree.parse(path).getroot():
        for case in suite:
            name = f"{suite.get('name')}.{case.get('name')}"
            skipped = case.find("skipped")
            if case.find("failure") is not None:
                yield name, FAILED
            elif skipped is not None:
                yield f"{name}: {skipped.get('message')}", SKIPPED
            else:
                yield name, PASSED


def results_of(directory):
    """Yields (name, verdict). An entry of CTest without a report of its own counts as one test, and so
    does one that failed although its report, if any, says that all is well: it has crashed."""
    for entry in ElementTree.parse(directory / "ctest.xml").getroot().iter("testcase"):
        name = entry.get("name")
        passed = entry.get("status") == "run"
        report = directory / f"{name}.xml"
        cases = list(cases_of(report)) if report.exists() else []
        yield from ((f"{name}: {case}", verdict) for case, verdict in cases)
        if entry.get("status") == "disabled":
            continue
        if not cases or (not passed and all(verdict != FAILED for _, verdict in cases)):
            yield name, PASSED if passed else FAILED


def main(directories):
    total = collections.Counter()
    for directory in map(pathlib.Path, directories):
        results = list(results_of(directory))
        counts = collections.Counter(verdict for _, verdict in results)
        total += counts
        print(f"{directory.name}: {line_of(counts)}")
        for name, verdict in results:
            if verdict != PASSED:
                print(f"  {verdict}: {name}")
    print(line_of(total))
    return 1 if total[FAILED] or not total[PASSED] else 0


def line_of(counts):
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in (PASSED, FAILED, SKIPPED))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
