#!/usr/bin/env python3
"""Names the .cpp files of each folder of src/ in the CMakeLists.txt beside them.

Run it after adding or removing a file; check_layers.py finds out when it was forgotten. main.cpp is
not listed: it belongs to no library.
"""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent
CALL = re.compile(r"atmqtt_folder\((\w+)\s+(?:SOURCES\s[^)]*?\s)?DEPENDS\s+([^)]*?)\s*\)")


def rewrite(lists):
    names = sorted(p.name for p in lists.parent.glob("*.cpp") if p.name != "main.cpp")
    if not names:
        return
    text = lists.read_text()

    def call(match):
        sources = "".join(f"    {name}\n" for name in names)
        return f"atmqtt_folder({match[1]}\n  SOURCES\n{sources}  DEPENDS {' '.join(match[2].split())})"

    new_text = CALL.sub(call, text)
    if new_text != text:
        lists.write_text(new_text)
        print(lists.relative_to(ROOT))


for path in sorted((ROOT / "src").glob("*/CMakeLists.txt")):
    rewrite(path)
