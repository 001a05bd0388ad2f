#!/usr/bin/env python3
"""Counts the instructions of the modem's operations, without I/O, with callgrind.

    instructions.py BUILD_DIRECTORY [--check | --update]

Prints a table beside the counts that are kept in instructions.json, which hold for the versions of
compiler, C library and OpenSSL that stand beside them. --check ends with 1 when a count differs
from the kept one by more than 3 %, up or down, and the versions are the same; where they differ
the table is only printed. --update keeps the counts of this run.
"""

import argparse
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

KEPT = pathlib.Path(__file__).resolve().parent / "instructions.json"
TOLERANCE = 0.03
# As often core_operations does each.
OPERATION_COUNT = 100


def first_line(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[0]


def compiler_of(build):
    cache = (build / "CMakeCache.txt").read_text(encoding="utf-8")
    return re.search(r"^CMAKE_CXX_COMPILER:\w+=(.*)$", cache, re.MULTILINE)[1]


def versions(build):
    return {"compiler": first_line(compiler_of(build), "--version"),
            "libc": " ".join(platform.libc_ver()),
            "OpenSSL": " ".join(first_line("openssl", "version").split()[:2]),
            "machine": platform.machine()}


def count(build):
    """Instructions of one operation each, by its name."""
    counts = {}
    with tempfile.TemporaryDirectory(prefix="atmqtt-instructions-") as directory:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--collect-atstart=no",
             f"--callgrind-out-file={directory}/out", build / "benchmarks" / "core_operations"],
            capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        for path in sorted(pathlib.Path(directory).iterdir()):
            text = path.read_text(encoding="utf-8")
            name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.MULTILINE)
            if name:
                total = re.search(r"^(?:totals|summary): (\d+)$", text, re.MULTILINE)
                counts[name[1]] = int(total[1]) // OPERATION_COUNT
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path, help="a directory with the release build")
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--check", action="store_true", help="ends with 1 when a count has changed")
    action.add_argument("--update", action="store_true", help="keeps the counts of this run")
    options = parser.parse_args()

    now = {"versions": versions(options.build), "instructions": count(options.build)}
    if options.update:
        KEPT.write_text(json.dumps(now, indent=2) + "\n", encoding="utf-8")
    kept = json.loads(KEPT.read_text(encoding="utf-8"))

    changed = kept["instructions"].keys() ^ now["instructions"].keys()
    print(f"{'instructions of one':<24}{'now':>10}{'kept':>10}")
    for name, instructions in now["instructions"].items():
        before = kept["instructions"].get(name)
        if before is None:
            print(f"{name:<24}{instructions:>10}{'-':>10}")
            continue
        change = instructions / before - 1
        if abs(change) > TOLERANCE:
            changed.add(name)
        print(f"{name:<24}{instructions:>10}{before:>10}{change:>+9.1%}")

    if now["versions"] != kept["versions"]:
        print("The kept counts are of other versions, so that nothing is checked:")
        for what, version in kept["versions"].items():
            print(f"  {what}: {version} there, {now['versions'][what]} here")
        return 0
    if options.check and changed:
        print(f"Changed by more than {TOLERANCE:.0%}: {', '.join(sorted(changed))}. If that is meant, "
              "./bench --instructions --update keeps the new counts.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
