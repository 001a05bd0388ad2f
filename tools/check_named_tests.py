#!/usr/bin/env python3
"""Checks that the tests which the pages doc/security.md, doc/conformance.md and doc/reliability.md name
exist and are run.

In these pages the last column of a table headed "Test" names, between backquotes:

  SUITE.NAME           of GoogleTest, in a file *_test.cpp of tests/unit or tests/scenario
  FILE_test.NAME       of tests/integration/FILE_test.py or tests/faults/FILE_test.py, where it is
                       written as "def test_..."
  FILE_test            all tests of such a file
  FOLDER/NAME.at       a dialogue of tests/dialogues
  ctest NAME           an entry of CTest that is none of these

All files of these kinds are built and run because they are there, so a test that exists is run,
unless it is disabled, which is a fault too. A row without a test must say "none:" and why.

doc/conformance.md must have a row for each numbered statement of MQTT 3.1.1, in one of its tables.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
PAGES = [ROOT / "doc" / f"{name}.md" for name in ("security", "conformance", "reliability")]

# How many statements each section of the standard numbers, from 1: 141 in all.
STATEMENTS = {
    "1.5.3": 3, "2.2.2": 2, "2.3.1": 7, "3.1.0": 2, "3.1.2": 24, "3.1.3": 11, "3.1.4": 5,
    "3.2.0": 1, "3.2.2": 6, "3.3.1": 12, "3.3.2": 3, "3.3.4": 1, "3.3.5": 2, "3.6.1": 1,
    "3.8.1": 1, "3.8.3": 4, "3.8.4": 6, "3.9.3": 2, "3.10.1": 1, "3.10.3": 2, "3.10.4": 6,
    "3.12.4": 1, "3.14.1": 1, "3.14.4": 3, "4.1.0": 2, "4.3.1": 1, "4.3.2": 2,
    "4.3.3": 2, "4.4.0": 1, "4.5.0": 2, "4.6.0": 6, "4.7.1": 3, "4.7.2": 1, "4.7.3": 4, "4.8.0": 2,
    "6.0.0": 4, "7.0.0": 2, "7.1.1": 1, "7.1.2": 1}


def names_in(pattern, *globs):
    """What the pattern finds in the files, with the two groups that it has joined by a dot."""
    return {".".join(found) for glob in globs for path in sorted(TESTS.glob(glob))
            for found in re.findall(pattern, path.read_text(encoding="utf-8"))}


def existing_tests():
    tests = names_in(r"\bTEST(?:_F|_P)?\(\s*(\w+)\s*,\s*(\w+)\s*\)", "unit/*/*_test.cpp",
                     "scenario/*_test.cpp", "dialogues/*_test.cpp")
    tests = {name for name in tests if "DISABLED_" not in name}
    for path in (*TESTS.glob("integration/*_test.py"), *TESTS.glob("faults/*_test.py")):
        tests.add(path.stem)
        text = path.read_text(encoding="utf-8")
        tests |= {f"{path.stem}.{name}" for name in re.findall(r"^    def (test_\w+)\(", text, re.M)}
    tests |= {str(path.relative_to(TESTS / "dialogues"))
              for path in (TESTS / "dialogues").rglob("*.at")}
    lists = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("CMakeLists.txt"))
    tests |= {f"ctest {name}" for name in re.findall(r"add_test\(NAME (\w+)", lists)}
    return tests


def table_rows(text):
    """(line number, cells) of each row of a table whose last column is headed Test."""
    is_inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("|"):
            is_inside = False
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[-1] == "Test":
            is_inside = True
        elif is_inside and not re.fullmatch(r"[-:| ]+", line):
            yield number, cells


def page_faults(page, tests):
    for number, cells in table_rows(page.read_text(encoding="utf-8")):
        place = f"{page.relative_to(ROOT)}:{number}"
        named = re.findall(r"`([^`]+)`", cells[-1])
        if not named and not re.match(r"none: \w", cells[-1]):
            yield f"{place}: names no test, and does not say why there is none"
        for name in named:
            if name not in tests:
                yield f"{place}: there is no test {name}"


def statement_faults(page):
    wanted = {f"{section}-{n}" for section, count in STATEMENTS.items() for n in range(1, count + 1)}
    rows = [cells[0] for _, cells in table_rows(page.read_text(encoding="utf-8"))]
    named = {cell for cell in rows if re.fullmatch(r"\d+\.\d+\.\d+-\d+", cell)}
    for statement in sorted(wanted - named):
        yield f"{page.relative_to(ROOT)}: has no row for MQTT-{statement}"
    for statement in sorted(named - wanted):
        yield f"{page.relative_to(ROOT)}: the standard has no MQTT-{statement}"


def main():
    tests = existing_tests()
    faults = [fault for page in PAGES for fault in page_faults(page, tests)]
    faults += statement_faults(PAGES[1])

    for fault in faults:
        print(fault)
    sys.exit(1 if faults else 0)


main()
