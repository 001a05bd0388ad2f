#!/usr/bin/env python3
"""Makes doc/fidelity.md, the ledger of what the modem answers and on what evidence.

fidelity.py PROGRAM           writes the page
fidelity.py PROGRAM --check   ends with 1 if the page is stale or the ledger has a gap

The ledger is a view of the dialogues in tests/dialogues, which are played to the octet: a line

    # ledger: SITUATION | EVIDENCE, EVIDENCE...

makes a row of what follows it, up to the next line that the host types: what is typed or what the
server does, the answer, and the profiles that the dialogue holds for. So no row can say what the
modem does not do. EVIDENCE is `chapter F1601`, `log 005` (a transcript), `manual M76 16.2`,
`standard V.250 6.2.4`, `driver NAME`, or `decision C5`.

The decisions are in doc/decisions.md; one that no dialogue can show is in decisions.txt, with the test that
shows it.

A gap is a form of a command of some profile without a row in which it is not refused, a mark that
cannot be read, a decision that neither a row nor an existing test shows or that there is not, a transcript that
no row cites and that sources.txt gives no reason for, or a dialogue that doc/deviations.md names and that there
is not.
"""

import argparse
import collections
import dataclasses
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIALOGUES = ROOT / "tests" / "dialogues"
PAGE = ROOT / "doc" / "fidelity.md"
DEVIATIONS = ROOT / "doc" / "deviations.md"
DECISIONS = ROOT / "doc" / "decisions.md"
SOURCES = DIALOGUES / "transcripts" / "sources.txt"
SHOWN_ELSEWHERE = DIALOGUES / "decisions.txt"

KINDS = ("chapter", "log", "manual", "standard", "driver", "decision")
MARK = "# ledger:"
POWER_ON = "! power-on"
# What lets an operation end, and so does not end its row.
ONGOING = ("! wait", "! server withhold", "! server release", "! link flows", "! dte flows")
# Of data and of long lists a reader needs the beginning only.
TEXT_SIZE_MAX = 100
ANSWER_LINES_MAX = 6

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


class Gap(Exception):
    """What is wrong with the ledger, in words."""


@dataclasses.dataclass
class Row:
    key: str  # the command and its form; "" is unsolicited
    typed: str
    situation: str
    answer: tuple
    profiles: set
    evidence: list
    dialogues: list

    def identity(self):
        return self.key, self.situation, self.answer

    def is_refusal(self):
        return any("ERROR" in line for line in self.answer)


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True,
                          text=True).stdout


def profiles_of(program):
    return [line.split()[0] for line in run(program, "profiles").splitlines()]


def form_key(text, keywords):
    """AT+X=? AT+X? AT+X AT+X="keyword" AT+X= ; of a basic command its letters, with the &."""
    text = text.partition("\\r")[0].strip()
    extended = re.match(r"[aA][tT] *[+#$] *([A-Za-z0-9]+) *(=\?|\?|=|$|;)", text)
    if not extended:
        basic = re.match(r"[aA][tT](&?[A-Za-z])?", text)
        return "AT" + (basic[1] or "").upper() if basic else ""
    name, sign = "AT+" + extended[1].upper(), extended[2].strip(";")
    if sign != "=":
        return name + sign
    keyword = re.match(r'"\s*([A-Za-z0-9]+)\s*"', text[extended.end():])
    if keyword and (name, keyword[1].lower()) in keywords:
        return f'{name}="{keyword[1].lower()}"'
    return name + "="


def forms_of(program, profile):
    """The forms that the profile's command reference lists, in its order."""
    lines = [line.split("  ")[0].split(", then data")[0]
             for line in run(program, "commands", "--profile", profile).splitlines()]
    keywords = set()
    for line in lines:
        found = re.match(r'AT(\+[A-Z0-9]+)="([A-Za-z0-9]+)"', line)
        if found:
            keywords.add(("AT" + found[1], found[2].lower()))
    return [form_key(line, keywords) for line in lines], keywords


def shortened(text):
    return text if len(text) <= TEXT_SIZE_MAX else text[:TEXT_SIZE_MAX] + "…"


def answer_line(line):
    """An expected line as a reader sees it; None when the line is none."""
    for sign, prefix in (("<rx ", "RX group "), ("<* ", ""), ("<< ", ""), ("<+ ", ""), ("< ", "")):
        if line.startswith(sign):
            return prefix + line[len(sign):]
    return None


def read_row(lines, start, place):
    """The first step behind a mark and its answer: (typed, answer). Power-on answers without a step."""
    typed = None
    answer = []
    for line in lines[start:]:
        if line.startswith(MARK):
            break
        if line.startswith((">>", "#", *ONGOING)) and typed or not line:
            continue
        if line.startswith((">", "!")):
            if typed:
                break
            typed = line
        expected = answer_line(line)
        if expected is not None:
            typed = typed or POWER_ON
            answer.append(shortened(expected))
    if typed is None:
        raise Gap(f"{place}: nothing is typed and nothing happens behind the mark")
    return typed, tuple(answer[:ANSWER_LINES_MAX]) + (("…",) if len(answer) > ANSWER_LINES_MAX
                                                      else ())


def read_mark(line, place):
    situation, bar, evidence = line[len(MARK):].partition("|")
    parts = [part.strip() for part in evidence.split(",")]
    for part in parts:
        if not bar or part.split(" ")[0] not in KINDS or " " not in part:
            raise Gap(f"{place}: must be '{MARK} SITUATION | EVIDENCE, …' with EVIDENCE one of "
                      + ", ".join(f"'{kind} …'" for kind in KINDS))
    return situation.strip(), parts


def rows_of(path, profiles, keywords):
    name = path.relative_to(DIALOGUES).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    holds_for = ["sim8200"]
    for line in lines:
        if line.startswith("# profile:"):
            words = [word.strip() for word in line.partition(":")[2].split(",")]
            holds_for = profiles if words == ["all"] else words
    for number, line in enumerate(lines, 1):
        if not line.startswith(MARK):
            continue
        place = f"tests/dialogues/{name}:{number}"
        situation, evidence = read_mark(line, place)
        typed, answer = read_row(lines, number, place)
        is_command = typed.startswith(">")
        text = typed.removeprefix(">| ").removeprefix("> ").removeprefix("! ")
        yield Row(form_key(text, keywords) if is_command else "", shortened(text), situation,
                  answer, set(holds_for), evidence, [name])


def collect(profiles, keywords):
    """All rows. One that says the same as another of some of its profiles is part of it; of other
    profiles it is not, since what is evidence for one family is none for another."""
    same = collections.defaultdict(list)
    for path in sorted(DIALOGUES.rglob("*.at")):
        for row in rows_of(path, profiles, keywords):
            same[row.identity()].append(row)
    return [row for alike in same.values() for row in merged(alike)]


def merged(alike):
    wide = []
    for row in sorted(alike, key=lambda each: -len(each.profiles)):
        whole = next((each for each in wide if each.profiles >= row.profiles), None)
        if whole is None:
            wide.append(row)
            continue
        whole.evidence += [each for each in row.evidence if each not in whole.evidence]
        whole.dialogues += [each for each in row.dialogues if each not in whole.dialogues]
    return wide


def read_sources():
    """number -> (module, kind, what, reason): the transcripts there are."""
    sources = {}
    for number, module, kind, what, *reason in read_fields(SOURCES):
        sources[number] = (module, kind, what, reason[0] if reason else "")
    return sources


def read_fields(path):
    """The fields of each line, which bars separate."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [part.strip() for part in line.split("|")]


def read_elsewhere():
    """(decision, what, file under tests, test): decisions that no dialogue can show."""
    return [tuple(fields) for fields in read_fields(SHOWN_ELSEWHERE)]


def cited_transcripts(rows):
    cited = collections.defaultdict(list)
    for row in rows:
        for each in row.evidence:
            number = each.split(" ")[1]
            if re.fullmatch(r"\d{3}", number):
                cited[number] += [name for name in row.dialogues if name not in cited[number]]
    return cited


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


def find_gaps(rows, forms, sources):
    for profile, keys in forms.items():
        shown = {row.key for row in rows if profile in row.profiles and not row.is_refusal()}
        for key in dict.fromkeys(keys):
            if key not in shown:
                yield f"{profile}: {key} has no row in which it is not refused"
    cited = cited_transcripts(rows)
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


def counts(rows, profiles):
    by_kind = collections.Counter(kind for row in rows
                                  for kind in {each.split(" ")[0] for each in row.evidence})
    by_profile = collections.Counter(profile for row in rows for profile in row.profiles)
    return (f"{len(rows)} rows; with evidence of the kind "
            + ", ".join(f"{kind} {by_kind[kind]}" for kind in KINDS) + "; holding for "
            + ", ".join(f"{profile} {by_profile[profile]}" for profile in profiles) + ".")


def page(rows, forms, sources, elsewhere, profiles):
    order = {key: place for place, key in
             enumerate(dict.fromkeys(key for keys in forms.values() for key in keys))}
    by_command = collections.defaultdict(list)
    for row in rows:
        by_command[re.sub(r"(=.*|\?)$", "", row.key)].append(row)
    text = [HEAD, counts(rows, profiles), ""]
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
    cited = cited_transcripts(rows)
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
        profiles = profiles_of(options.program)
        forms, keywords = {}, set()
        for profile in profiles:
            forms[profile], found = forms_of(options.program, profile)
            keywords |= found
        rows = collect(profiles, keywords)
        sources = read_sources()
        elsewhere = read_elsewhere()
    except Gap as gap:
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
