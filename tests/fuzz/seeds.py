#!/usr/bin/env python3
"""Makes the first inputs of a fuzz target of what the project has already.

    tests/fuzz/seeds.py TARGET DIRECTORY

Writes each input as a file of DIRECTORY, which is made; its name is a hash of the content, as libFuzzer
names its own. Beside DIRECTORY, as DIRECTORY.dict, the words that libFuzzer may put in are written:
names of commands and of settings, from the pages that the program prints.
"""

import hashlib
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def dialogues():
    return [path.read_bytes() for path in sorted((ROOT / "tests/dialogues").rglob("*.at"))]


def fleet_scripts():
    return [path.read_bytes() for path in sorted((ROOT / "examples/fleet").glob("*.at"))]


def command_lines():
    return {line[2:] for text in dialogues() for line in text.split(b"\n") if line.startswith(b"> ")}


def server_octets():
    """What servers send in the dialogues by the octet, and a packet of each type."""
    sent = {bytes.fromhex(octets.decode()) for text in dialogues()
            for octets in re.findall(rb'^! (?:1 )?server send "([0-9A-Fa-f ]+)"', text, re.MULTILINE)}
    types = ("100C00044D5154540402003C0000", "101900064D514973647003C2003C000163000175000170",
             "101300044D5154540426003C000163000174000377000A", "20020000", "3005000161" "6869",
             "32070001610001" "6869", "40020001", "50020001", "62020001", "70020001",
             "8206000100016101", "9003000101", "A20500010001" "61", "B0020001", "C000", "D000", "E000")
    return sent | {bytes.fromhex(octets) for octets in types}


def toml():
    pages = [(ROOT / "doc" / name).read_text() for name in ("configuration.md", "profiles.md")]
    return {block.encode() for page in pages for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL)}


def certificate_names():
    return {name for line in command_lines() if b"CCERT" in line for name in re.findall(rb'"([^"]+)"', line)}


def saved_settings():
    return {b"E=0\nV=1\nQ=0\n", b"S3=13\nS4=10\nS5=8\n", b"&C=1\n&D=1\n+CMEE=2\n"}


def changes():
    """Of a broker's journal, one of each kind, and a life of a session."""
    begun, queued = "00" "00000000" "00000001" "73" "01", "04" "00000000" "00000008" "3206000174000170"
    rest = ("02" "00000000" "00000001" "74" "02", queued, "05" "00000000" "0001", "07" "00000000" "0001",
            "08" "00000000" "0005", "09" "00000000" "0005", "03" "00000000" "00000001" "74", "01" "00000000")
    qos_2 = ("04" "00000000" "00000008" "3406000174000170", "05" "00000000" "0002", "06" "00000000" "0002")
    retained = "0A" "00000001" "74" "00000001" "70" "01"
    lives = ("".join((begun, *rest)), "".join((begun, *qos_2)), retained, begun + queued + retained)
    return {bytes.fromhex(life) for life in lives}


SEEDS = {
    "certificate_name": certificate_names,
    "codec": server_octets,
    "command_line": command_lines,
    "config_file": toml,
    "dialogue": dialogues,
    "fleet_script": fleet_scripts,
    "journal": changes,
    "modem": dialogues,
    "packet": server_octets,
    "profile_file": toml,
    "saved_settings": saved_settings,
    "state_files": lambda: {name + b"\0-----BEGIN" for name in certificate_names()},
}


def words(target):
    mark = "\n> " if target in ("dialogue", "modem", "fleet_script") else ""
    pages = [path.read_text() for path in sorted((ROOT / "doc").glob("commands-*.md"))]
    commands = {mark + name for page in pages for name in re.findall(r"`(AT[+&A-Z0-9]+)", page)}
    keys = set(re.findall(r"^\| `([a-z_.0-9]+)`", (ROOT / "doc/profiles.md").read_text(), re.MULTILINE))
    return sorted(commands | keys)


def main(target, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for content in SEEDS[target]():
        (directory / hashlib.sha1(content).hexdigest()).write_bytes(content)
    quoted = ("".join(f"\\x{octet:02x}" for octet in word.encode()) for word in words(target))
    directory.with_suffix(".dict").write_text("".join(f'"{word}"\n' for word in quoted))


if __name__ == "__main__":
    if len(sys.argv) != 3 or sys.argv[1] not in SEEDS:
        sys.exit(f"usage: tests/fuzz/seeds.py TARGET DIRECTORY; targets: {', '.join(SEEDS)}")
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
