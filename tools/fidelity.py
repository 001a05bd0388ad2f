#!/usr/bin/env python3
"""Makes doc/fidelity.md, the ledger of what the modem answers and on what evidence.

fidelity.py PROGRAM           writes the page
fidelity.py PROGRAM --check   ends with 1 if the page is stale or the ledger has a gap

The ledger is a view of the dialogues in tests/dialogues, which are played to the octet, so no row can
say what the modem does not do; ledger.py says how a dialogue makes rows. The decisions are in
doc/decisions.md; one that no dialogue can show is in decisions.txt, with the test that shows it.

A gap is a form of a command of some profile without a row in which it is not refused, a form of the
chapter without a row in one of the states, a mark that cannot be read, a decision that neither a row
nor an existing test shows or that there is not, a transcript that no row cites and that sources.txt
gives no reason for, or a dialogue that doc/deviations.md names and that there is not.
"""

import argparse
import collections
import re
import sys

import ledger
from ledger import DIALOGUES, KINDS, ROOT, SHOWN_ELSEWHERE, SOURCES

PAGE = ROOT / "doc" / "fidelity.md"
DEVIATIONS = ROOT / "doc" / "deviations.md"
DECISIONS = ROOT / "doc" / "decisions.md"

# The states of the service and of a client, in each of which every form of the chapter must be shown.
CHAPTER = "AT+CMQTT"
STATES = ("before START", "before ACCQ", "acquired, not connected", "connected")

HEAD = """# What the modem answers, and why

Made by `tools/fidelity.py` from the dialogues under `tests/dialogues/`: each row is a piece of a
dialogue that is played to the octet in every test run, so it cannot say what the modem does not do.
Evidence is the SIMCom chapter (F…), the log of a real module (by the number of its transcript, see
the end of this page), a manual, a standard, a driver that needs exactly this, or a decision of ours
where these are silent ([decisions.md](decisions.md)). A row with a decision alone is our reading and nothing more.
Where sources disagree, [deviations.md](deviations.md) says what we do.

| Name | Document |
|---|---|
| M76 | SIM7500_SIM7600 Series AT Command Manual V3.00 |
| N76 | SIM7500_SIM7600_SIM7800 Series MQTT(S) Application Note V3.00 |
| A76 | A76XX Series AT Command Manual V1.09 |
| A76EX | A76XX Series MQTT_EX AT Command Manual V1.00 |
| M767 | SIM767XX Series AT Command Manual V1.06 |
| V.250 | ITU-T V.250 |
| 27.005, 27.007 | 3GPP TS 27.005, TS 27.007, with the sections of Release 18 |

A manual with a number only is the transcript of that number; one without a section says so somewhere that
is not known here: what we have of it is the answer, not the page. A log tells of the module that its
transcript names; in a row that holds for more profiles it is evidence for that one.
"""


def find_decision_gaps(rows, elsewhere):
    shown = {each.split(" ")[1] for row in rows for each in row.evidence
             if each.startswith("decision ")}
    for decision, _, path, test in elsewhere:
        file = ROOT / "tests" / path
        if file.is_file() and test in file.read_text(encoding="utf-8"):
            shown.add(decision)
        else:
            yield f"{SHOWN_ELSEWHERE.relative_to(ROOT)}: {path} has no test {test}"
    decisions = re.findall(r"^\| ([A-F]\d+) \|", DECISIONS.read_text(encoding="utf-8"), re.M)
    for decision in decisions:
        if decision not in shown:
            yield f"decision {decision} is shown by no dialogue and no other test"
    for decision in sorted(shown.difference(decisions)):
        yield f"decision {decision} is cited and not in {DECISIONS.relative_to(ROOT)}"


def missing_states(rows, keys, profile):
    """(form, state) of the chapter in which the profile has no row."""
    shown = {(row.key, row.situation) for row in rows if profile in row.profiles}
    return [(key, state) for key in dict.fromkeys(keys) if key.startswith(CHAPTER)
            for state in STATES if (key, state) not in shown]


def find_gaps(rows, forms, sources):
    for profile, keys in forms.items():
        for key, state in missing_states(rows, keys, profile):
            yield f"{profile}: {key} has no row '{state}'"
    for profile, keys in forms.items():
        shown = {row.key for row in rows if profile in row.profiles and not row.is_refusal()}
        for key in dict.fromkeys(keys):
            if key not in shown:
                yield f"{profile}: {key} has no row in which it is not refused"
    cited = ledger.cited_transcripts(rows)
    for number in cited:
        if number not in sources:
            yield f"transcript {number} is cited and not in {SOURCES.relative_to(ROOT)}"
    for number, (_, _, _, reason) in sources.items():
        if number not in cited and not reason:
            yield f"transcript {number} is played by no dialogue and there is no reason why"
    for name in sorted(set(re.findall(r"`([^`]+\.at)`", DEVIATIONS.read_text(encoding="utf-8")))):
        if not (DIALOGUES / name).is_file():
            yield f"{DEVIATIONS.relative_to(ROOT)} names {name}, which is not in tests/dialogues"


def cell(text):
    return text.replace("|", "\\|")


def code(text):
    return f"`` {cell(text)} ``" if "`" in text else f"`{cell(text)}`"


def row_line(row, profiles):
    held = "all" if row.profiles == set(profiles) else ", ".join(
        profile for profile in profiles if profile in row.profiles)
    answer = "<br>".join(code(line) for line in row.answer) or "nothing"
    return (f"| {cell(row.situation)} | {code(row.typed)} | {answer} | {held} | "
            f"{', '.join(row.evidence)} | {', '.join(row.dialogues)} |")


def command_of(key):
    return re.sub(r"(=.*|\?)$", "", key)


def counts(rows, profiles):
    by_kind = collections.Counter(kind for row in rows
                                  for kind in {each.split(" ")[0] for each in row.evidence})
    by_profile = collections.Counter(profile for row in rows for profile in row.profiles)
    return (f"{len(rows)} rows; with evidence of the kind "
            + ", ".join(f"{kind} {by_kind[kind]}" for kind in KINDS) + "; holding for "
            + ", ".join(f"{profile} {by_profile[profile]}" for profile in profiles) + ".")


def coverage(rows, forms, profiles):
    """What the ledger does not show, in numbers."""
    text = ["## What is shown, and what is not", "",
            "Each form of each command of the chapter is shown in each of four states: "
            + "; ".join(STATES) + ".",
            "A form is `=?`, `?`, none, or `=`, of which each option of CFG is one.", "",
            "| Profile | Forms of the chapter | in the four states | of these without a row |",
            "|---|---|---|---|"]
    for profile in profiles:
        keys = [key for key in dict.fromkeys(forms[profile]) if key.startswith(CHAPTER)]
        missing = missing_states(rows, keys, profile)
        text.append(f"| {profile} | {len(keys)} | {len(keys) * len(STATES)} | "
                    + (", ".join(f"`{key}` {state}" for key, state in missing) or "none") + " |")
    text += ["", "A situation that a row shows for one profile need not be shown for the others, though the",
             "form is there. The next table counts the pairs of form and situation: those that this page",
             "shows for a profile, of all that it shows for any; commands of which all are shown are left out.",
             "What is not shown is answered by the same code, but no row holds it.", "",
             "| Command | " + " | ".join(profiles) + " |", "|---|" + "---|" * len(profiles)]
    known = collections.defaultdict(set)
    for row in rows:
        if row.key:
            known[command_of(row.key)].add((row.key, row.situation))
    sums = collections.Counter()
    lines = []
    for command in known:
        cells = []
        is_whole = True
        for profile in profiles:
            there = {pair for pair in known[command] if pair[0] in forms[profile]}
            shown = {(row.key, row.situation) for row in rows if profile in row.profiles} & there
            sums[profile, "there"] += len(there)
            sums[profile, "shown"] += len(shown)
            cells.append(f"{len(shown)} of {len(there)}" if there else "")
            is_whole &= shown == there
        if not is_whole:
            lines.append(f"| {command} | " + " | ".join(cells) + " |")
    total = [f"{sums[profile, 'shown']} of {sums[profile, 'there']}" for profile in profiles]
    return text + ["| all | " + " | ".join(total) + " |", *sorted(lines), ""]


def page(rows, forms, sources, elsewhere, profiles):
    order = {key: place for place, key in
             enumerate(dict.fromkeys(key for keys in forms.values() for key in keys))}
    by_command = collections.defaultdict(list)
    for row in rows:
        by_command[command_of(row.key)].append(row)
    text = [HEAD, counts(rows, profiles), "", *coverage(rows, forms, profiles)]
    head = ["| Situation | Typed | Answer | Profiles | Evidence | Dialogues |",
            "|---|---|---|---|---|---|"]

    def place(command):
        return min((order.get(row.key, len(order)) for row in by_command[command]),
                   default=len(order))

    for command in sorted(by_command, key=lambda each: (each == "", place(each), each)):
        text += [f"## {command or 'Unsolicited'}", "", *head]
        in_order = sorted(by_command[command], key=lambda row: order.get(row.key, len(order)))
        text += [row_line(row, profiles) for row in in_order] + [""]

    text += ["## Decisions that no dialogue can show", "", "| Decision | What | Shown by |",
             "|---|---|---|"]
    text += [f"| {decision} | {cell(what)} | {path}, `{test}` |"
             for decision, what, path, test in elsewhere] + [""]

    text += ["## Transcripts", "", "What real modules answered, as public sources print it.", "",
             "| No. | Module | Kind | Shows | Played by, or why not |", "|---|---|---|---|---|"]
    cited = ledger.cited_transcripts(rows)
    for number, (module, kind, what, reason) in sorted(sources.items()):
        played = "; ".join(filter(None, [", ".join(cited.get(number, [])), reason]))
        text.append(f"| {number} | {cell(module)} | {kind} | {cell(what)} | {cell(played)} |")
    return "\n".join(text) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", help="atmqtt, whose command reference names the forms")
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    try:
        profiles = ledger.profiles_of(options.program)
        forms, keywords = {}, set()
        for profile in profiles:
            forms[profile], found = ledger.forms_of(options.program, profile)
            keywords |= found
        rows = ledger.collect(profiles, keywords)
        sources = ledger.read_sources()
        elsewhere = ledger.read_elsewhere()
    except ledger.Gap as gap:
        print(gap, file=sys.stderr)
        return 1
    gaps = [*find_gaps(rows, forms, sources), *find_decision_gaps(rows, elsewhere)]
    for gap in gaps:
        print(gap, file=sys.stderr)
    print(counts(rows, profiles))
    text = page(rows, forms, sources, elsewhere, profiles)
    if not options.check:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
        print("doc/fidelity.md is stale; make it anew with: tools/fidelity.py build/release/atmqtt",
              file=sys.stderr)
        return 1
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
