#!/usr/bin/env python3
"""Checks what the compiler does not: the layers of doc/architecture.md and the size of files.

Run from anywhere; prints one line per finding and ends with 1 if there is any. The environment
variable CXX names the compiler that public headers are tried with.
"""

import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A folder may include itself and folders of a lower rank. Folders of one rank never meet.
RANKS = {"base": 0, "at": 1, "mqtt": 1, "broker": 2, "device": 2, "tlsconf": 2, "cmqtt": 3,
         "modem": 4, "sim": 5, "io": 5, "fleet": 6, "trial": 6, "app": 7}
# The simulated world is held to what the core is held to: its time is virtual.
FOLDERS_WITH_IO = {"io", "fleet", "app"}

# What would bring I/O, threads, time or chance into the core. A name with a slash stands for all
# headers that begin with it.
FORBIDDEN_IN_CORE = {
    "atomic", "barrier", "condition_variable", "ctime", "filesystem", "fstream", "future",
    "iostream", "latch", "mutex", "random", "semaphore", "shared_mutex", "stop_token",
    "syncstream", "thread", "time.h", "signal.h", "csignal",
    "fcntl.h", "netdb.h", "poll.h", "pthread.h", "pty.h", "termios.h", "unistd.h",
    "arpa/", "boost/", "net/", "netinet/", "sys/", "linux/",
    "CLI/", "nlohmann/", "openssl/", "spdlog/", "toml.hpp", "toml++/",
}
FORBIDDEN_TEXT_IN_CORE = [
    (re.compile(r"\b(system|steady|high_resolution|utc|file)_clock\b"), "a clock"),
    (re.compile(r"\brandom_device\b|\bs?rand\s*\("), "a source of chance"),
    (re.compile(r"\bthread_local\b"), "state of a thread"),
    (re.compile(r"\bshared_ptr\b"), "shared ownership"),
    (re.compile(r"\bdeque\b"), "std::deque, which holds memory when empty"),
]

LINES_MAX = 400
# Longer files, each with the reason.
LONGER_FILES: dict[str, str] = {}

SOURCES = (".cpp", ".hpp")
INCLUDE = re.compile(r'^\s*#\s*include\s*(<[^>]+>|"[^"]+")')
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|"(?:[^"\\\n]|\\.)*"')


def files_below(folder):
    return sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in SOURCES)


def is_forbidden_in_core(header):
    return any(header == name or (name.endswith("/") and header.startswith(name))
               for name in FORBIDDEN_IN_CORE)


def check_project_include(folder, header):
    """Says what is wrong with an include in quotes, or None. `folder` is None for include/."""
    target = header.split("/")[0]
    if target == "atmqtt":
        return None if (ROOT / "include" / header).exists() else "there is no such header"
    if target not in RANKS or not (ROOT / "src" / header).exists():
        return "there is no such header below src/ or include/"
    if folder is None:
        return "a public header may include only public headers"
    if target != folder and RANKS[target] >= RANKS[folder]:
        return f"{folder}/ may not know of {target}/"
    return None


def check_file(path):
    """Yields (line number, finding) for one file of src/ or include/."""
    parts = path.relative_to(ROOT).parts
    folder = parts[1] if parts[0] == "src" else None
    in_core = folder not in FOLDERS_WITH_IO
    if folder is not None and folder not in RANKS:
        yield 1, f"{folder}/ has no place among the layers"
        return
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            header = include[1][1:-1]
            if include[1].startswith('"'):
                finding = check_project_include(folder, header)
                if finding:
                    yield number, f'"{header}": {finding}'
            elif in_core and is_forbidden_in_core(header):
                yield number, f"<{header}> has no place outside io/, fleet/ and app/"
        elif in_core:
            code = COMMENT_OR_TEXT.sub("", line)
            for pattern, what in FORBIDDEN_TEXT_IN_CORE:
                if pattern.search(code):
                    yield number, f"{what} has no place outside io/, fleet/ and app/"


def check_length(path):
    count = len(path.read_text(encoding="utf-8").splitlines())
    name = str(path.relative_to(ROOT))
    if count > LINES_MAX and name not in LONGER_FILES:
        yield 1, f"{count} lines are more than {LINES_MAX}: is it one idea?"


def check_listed(folder):
    """Each .cpp must be named in the CMakeLists.txt beside it, or it would silently not be built."""
    for path in sorted(folder.glob("*.cpp")):
        lists = folder / "CMakeLists.txt"
        if not lists.exists() or not re.search(rf"\b{re.escape(path.name)}\b", lists.read_text()):
            yield path, f"is not named in {lists.relative_to(ROOT)}"


def compile_alone(header):
    """Returns the compiler's first complaint about a header on its own, or None."""
    command = [os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra",
               "-Wpedantic", "-Wconversion", "-Werror", "-Wno-pragma-once-outside-header",
               f"-I{ROOT / 'include'}", "-x", "c++", "-"]
    text = f'#include "{header.relative_to(ROOT / "include")}"\n'
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    if done.returncode == 0:
        return None
    return "does not compile alone: " + (done.stderr.strip() or "?").splitlines()[0]


def findings():
    checked = files_below("include") + files_below("src")
    for path in checked:
        for number, text in check_file(path):
            yield path, number, text
    for path in checked + files_below("tests"):
        for number, text in check_length(path):
            yield path, number, text
    for lists in sorted((ROOT / "src").rglob("CMakeLists.txt")):
        for path, text in check_listed(lists.parent):
            yield path, 1, text
    headers = files_below("include")
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, text in zip(headers, pool.map(compile_alone, headers)):
            if text:
                yield path, 1, text


def main():
    found = 0
    for path, number, text in findings():
        print(f"{path.relative_to(ROOT)}:{number}: {text}")
        found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
