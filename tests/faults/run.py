#!/usr/bin/env python3
"""The tests of faults in their long form, one file after the other.

run.py --program PATH [--messages N] [--seed N] [--keep DIRECTORY] [FILE...]

    tests/faults/run.py --program build/release/atmqtt --messages 100000 delivery_test.py

Without a FILE it runs all. --messages is how many of each QoS, 1 and 2, go in each direction through
restarted brokers and killed proxies; --seed decides what is chosen at random. The figures are
printed. With --keep, the broker's log and the modems' trace of a run that has lost or repeated
something stay in this directory; they take about a kilobyte for each message while it runs. Ends with
0 if all have passed.
"""

import argparse
import os
import pathlib
import subprocess
import sys

import scale

HERE = pathlib.Path(__file__).resolve().parent
RUNNER = HERE.parent / "integration" / "run_tests.py"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", metavar="DIRECTORY")
    parser.add_argument("files", nargs="*", metavar="FILE")
    options = parser.parse_args()
    environment = {**os.environ, scale.MESSAGES_VARIABLE: str(options.messages),
                   scale.SEED_VARIABLE: str(options.seed), "PYTHONUNBUFFERED": "1"}
    if options.keep:
        environment[scale.KEEP_VARIABLE] = os.path.abspath(options.keep)
    names = options.files or sorted(each.name for each in HERE.glob("*_test.py"))
    failed = [name for name in names if subprocess.run(
        [sys.executable, RUNNER, "--program", options.program, HERE / pathlib.Path(name).name],
        env=environment, check=False).returncode != 0]
    for name in failed:
        print(f"failed: {name}; again: tests/faults/run.py --program {options.program} "
              f"--messages {options.messages} --seed {options.seed} {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
