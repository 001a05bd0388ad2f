#!/usr/bin/env python3
"""Looks into a built program whether it is hardened as cmake/AtmqttTargets.cmake asks for.

check_hardening.py PROGRAM    names each property that is missing, and ends with 1 if there is one
"""

import re
import subprocess
import sys


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Binary:
    """What readelf and objdump tell of a program."""

    def __init__(self, path):
        self.header = output_of("readelf", "-hW", path)
        self.segments = output_of("readelf", "-lW", path)
        self.dynamic = output_of("readelf", "-dW", path)
        self.symbols = output_of("readelf", "--dyn-syms", "-W", path)
        self.main = output_of("objdump", "-d", "--disassemble=main", path)

    def segment_flags(self, name):
        """The flags of each segment of that type, as "RW"."""
        row = re.compile(rf"^ +{name}(?: +0x[0-9a-f]+){{5}} (.{{3}})", re.MULTILINE)
        return [flags.replace(" ", "") for flags in row.findall(self.segments)]

    def has_flag(self, tag, flag):
        return re.search(rf"\({tag}\).*\b{flag}\b", self.dynamic) is not None

    def imports(self, pattern):
        return re.search(rf"\bUND {pattern}\b", self.symbols) is not None

    def is_x86(self):
        return re.search(r"Machine:.*(X86-64|80386)", self.header) is not None


# Each with what is wrong when it does not hold.
PROPERTIES = [
    ("its addresses are fixed (-pie)",
     lambda binary: re.search(r"Type: +DYN", binary.header) and binary.has_flag("FLAGS_1", "PIE")),
    ("its tables of addresses stay writable (-z relro)",
     lambda binary: binary.segment_flags("GNU_RELRO")),
    ("its addresses are bound late (-z now)", lambda binary: binary.has_flag("FLAGS_1", "NOW")),
    ("its stack can be executed (-z noexecstack)",
     lambda binary: binary.segment_flags("GNU_STACK") == ["RW"]),
    ("memory can be both written and executed",
     lambda binary: all(flags != "RWE" for flags in binary.segment_flags("LOAD"))
     and binary.segment_flags("LOAD")),
    ("a path of the machine that built it is searched for libraries",
     lambda binary: "(RUNPATH)" not in binary.dynamic and "(RPATH)" not in binary.dynamic),
    ("nothing guards the return addresses (-fstack-protector-strong)",
     lambda binary: binary.imports("__stack_chk_fail")),
    ("no call of the C library is checked (-D_FORTIFY_SOURCE)",
     lambda binary: binary.imports("__(?!stack)[a-z]+_chk")),
    # The property in the notes needs the C library's start files, too, so it tells nothing of us.
    ("its functions do not begin with endbr (-fcf-protection)",
     lambda binary: not binary.is_x86() or re.search(r"<main>:\n[^\n]*\bendbr(64|32)\b", binary.main)),
]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    binary = Binary(sys.argv[1])
    missing = [text for text, holds in PROPERTIES if not holds(binary)]
    for text in missing:
        print(f"{sys.argv[1]}: {text}")
    sys.exit(1 if missing else 0)


main()
