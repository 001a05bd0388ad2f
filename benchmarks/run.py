#!/usr/bin/env python3
"""Measures the program beside what one would take instead, and prints one table of ratios.

run.py BUILD_DIRECTORY [--json FILE] [--rows NAME,...] [--rounds N] [--clients N...]

Every row is a ratio of figures of the same run: ours and the peer's in turn, against the same
broker. The table shows the medians of at least five rounds, and of up to eleven where they are far
apart; the JSON file holds every round. Ends with 1 when what is to be reached is missed.
"""

import argparse
import json
import pathlib
import resource
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tests" / "integration")]
sys.dont_write_bytecode = True

import client_rows
import line_rows
from figures import table

GROUPS = {
    "turnaround": line_rows.turnaround,
    "publish": line_rows.publish,
    "receive": line_rows.receive,
    "start": line_rows.start,
    "connect": client_rows.connect,
    "growth": client_rows.growth,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", help="a directory with the release build")
    parser.add_argument("--json", help="writes the rows with every round here")
    parser.add_argument("--rows", default=",".join(GROUPS), metavar="NAME,...",
                        help=f"only these of {', '.join(GROUPS)}")
    parser.add_argument("--rounds", type=int, default=5, help="at least so many (%(default)s)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1000, 6000], metavar="N",
                        help="how many connect for the rows of connect (1000 6000)")
    options = parser.parse_args()
    names = options.rows.split(",")
    for name in names:
        if name not in GROUPS:
            parser.error(f"--rows {name}: must be of {', '.join(GROUPS)}")

    # Also what is started inherits it: the broker has a descriptor for each client.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def progress(text):
        print(text, file=sys.stderr, flush=True)

    rows = []
    for name in names:
        rows += GROUPS[name](options, progress)
    print(table(rows))
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump([row.as_json() for row in rows], file, indent=2)
            file.write("\n")
    return 0 if all(row.is_reached() for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
