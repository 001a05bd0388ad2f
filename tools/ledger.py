"""Reads the ledger: the rows that the dialogues under tests/dialogues make, and what they cite.

A line

    # ledger: SITUATION | EVIDENCE, EVIDENCE...

makes a row of what follows it, up to the next line that the host types: what is typed or what the
server does, the answer, and the profiles that the dialogue holds for. Behind

    # ledger each: SITUATION | EVIDENCE, EVIDENCE...

every step makes one, up to the next mark or the line `# ledger end`. EVIDENCE is `chapter F1601`,
`log 005` (a transcript), `manual M76 16.2`, `standard V.250 6.2.4`, `driver NAME`, or `decision C5`.
"""

import collections
import dataclasses
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DIALOGUES = ROOT / "tests" / "dialogues"
SOURCES = DIALOGUES / "transcripts" / "sources.txt"
SHOWN_ELSEWHERE = DIALOGUES / "decisions.txt"

KINDS = ("chapter", "log", "manual", "standard", "driver", "decision")
MARK = "# ledger"
MARK_ONE = "# ledger:"
MARK_EACH = "# ledger each:"
MARK_END = "# ledger end"
POWER_ON = "! power-on"
# What lets an operation end, and so does not end its row.
ONGOING = ("! wait", "! server withhold", "! server release", "! link flows", "! dte flows")
# Of data and of long lists a reader needs the beginning only.
TEXT_SIZE_MAX = 100
ANSWER_LINES_MAX = 6


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
    sign = MARK_EACH if line.startswith(MARK_EACH) else MARK_ONE
    situation, bar, evidence = line[len(sign):].partition("|")
    parts = [part.strip() for part in evidence.split(",")]
    for part in parts:
        if not bar or part.split(" ")[0] not in KINDS or " " not in part:
            raise Gap(f"{place}: must be '{sign} SITUATION | EVIDENCE, …' with EVIDENCE one of "
                      + ", ".join(f"'{kind} …'" for kind in KINDS))
    return situation.strip(), parts


def marks_of(lines):
    """(number of the line before a step, mark that it has), for all steps that make a row."""
    each = None
    for number, line in enumerate(lines, 1):
        if line.startswith(MARK):
            each = line if line.startswith(MARK_EACH) else None
            if each is None and line != MARK_END:
                yield number, line
        elif each and line.startswith((">", "!")) and not line.startswith((">>", *ONGOING)):
            yield number - 1, each


def rows_of(path, profiles, keywords):
    name = path.relative_to(DIALOGUES).as_posix()
    lines = path.read_text(encoding="utf-8").splitlines()
    holds_for = ["sim8200"]
    for line in lines:
        if line.startswith("# profile:"):
            words = [word.strip() for word in line.partition(":")[2].split(",")]
            holds_for = profiles if words == ["all"] else words
    for number, line in marks_of(lines):
        place = f"tests/dialogues/{name}:{number}"
        situation, evidence = read_mark(line, place)
        typed, answer = read_row(lines, number, place)
        is_command = typed.startswith(">")
        text = typed.removeprefix(">| ").removeprefix("> ").removeprefix("! ")
        yield Row(form_key(text, keywords) if is_command else "", shortened(text), situation,
                  answer, set(holds_for), evidence, [name])


def collect(profiles, keywords):
    """All rows. Those that say the same on the same evidence are one. One that says the same as another
    of some of its profiles is part of it; of other profiles it is not, since what is evidence for one
    family is none for another."""
    same = collections.defaultdict(list)
    for path in sorted(DIALOGUES.rglob("*.at")):
        for row in rows_of(path, profiles, keywords):
            same[row.identity()].append(row)
    return [row for alike in same.values() for row in merged(alike)]


def joined(alike):
    by_evidence = {}
    for row in alike:
        whole = by_evidence.setdefault(tuple(row.evidence), row)
        whole.profiles |= row.profiles
        whole.dialogues += [each for each in row.dialogues if each not in whole.dialogues]
    return by_evidence.values()


def merged(alike):
    wide = []
    for row in sorted(joined(alike), key=lambda each: -len(each.profiles)):
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
