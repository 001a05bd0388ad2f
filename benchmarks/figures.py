"""What is measured of a process, and how rounds become a row of the table."""

import dataclasses
import os
import statistics

# Rounds are added up to MOST_ROUNDS while the ratios of a row are farther apart than this.
WIDE_SPREAD = 1.25
MOST_ROUNDS = 11


def resident_octets(process_id):
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("the process has ended")


def cpu_seconds(process_id):
    """Of all threads that live, by the scheduler's own clock, which has no ticks."""
    tasks = f"/proc/{process_id}/task"
    total = 0
    for task in os.listdir(tasks):
        with open(f"{tasks}/{task}/schedstat", encoding="ascii") as schedstat:
            total += int(schedstat.read().split()[0])
    return total / 1e9


@dataclasses.dataclass
class Sample:
    """One figure, and the CPU time that one operation took, if that is told."""

    value: float
    cpu_us: float = None


@dataclasses.dataclass
class Row:
    """One figure of ours beside that of a peer, in rounds of one run. The ratio of each round is
    ours over the peer's; the row's ratio is their median.

    The goal is for what `judged` names: the ratio, the CPU times' ratio, the difference of the
    medians, or the median of ours alone."""

    name: str
    unit: str
    peer: str
    goal: str = ""  # "<= 0.35", ">= 1.0" or none
    judged: str = "ratio"  # or "cpu", "difference", "ours"
    ours: list = dataclasses.field(default_factory=list)
    theirs: list = dataclasses.field(default_factory=list)

    def add(self, ours, theirs):
        self.ours.append(ours)
        self.theirs.append(theirs)

    @property
    def ratios(self):
        return [ours.value / theirs.value for ours, theirs in zip(self.ours, self.theirs)]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    def is_wide(self):
        return max(self.ratios) / min(self.ratios) > WIDE_SPREAD

    @property
    def cpu_ratio(self):
        if self.ours[0].cpu_us is None or self.theirs[0].cpu_us is None:
            return None
        return statistics.median(ours.cpu_us / theirs.cpu_us
                                 for ours, theirs in zip(self.ours, self.theirs))

    @property
    def result(self):
        """What the goal is for."""
        ours = median_value(self.ours)
        return {"ratio": self.ratio, "cpu": self.cpu_ratio, "ours": ours,
                "difference": ours - median_value(self.theirs)}[self.judged]

    def is_reached(self):
        if not self.goal:
            return True
        comparison, bound = self.goal.split()
        return self.result <= float(bound) if comparison == "<=" else self.result >= float(bound)

    def as_json(self):
        return {"name": self.name, "unit": self.unit, "peer": self.peer, "goal": self.goal,
                "judged": self.judged, "result": self.result, "reached": self.is_reached(),
                "ratio": self.ratio, "cpu_ratio": self.cpu_ratio, "ratios": self.ratios,
                "ours": [dataclasses.asdict(each) for each in self.ours],
                "theirs": [dataclasses.asdict(each) for each in self.theirs]}

    def goal_text(self):
        if not self.goal:
            return "-"
        what = {"ratio": "", "cpu": "CPU ", "difference": "more by ", "ours": "ours "}[self.judged]
        unit = f" {self.unit}" if self.judged in ("difference", "ours") else ""
        return f"{what}{self.goal}{unit}" + ("" if self.is_reached() else "  MISSED")


def median_value(samples):
    return statistics.median(sample.value for sample in samples)


def repeat(rows, measure_round, rounds, progress):
    """Calls measure_round(), which adds to each row, so often; and then as long as a row is wide."""
    number = 0
    while number < rounds or (number < MOST_ROUNDS and any(row.is_wide() for row in rows)):
        number += 1
        progress(f"{rows[0].name}: round {number}")
        measure_round()
    return rows


def cpu_cell(row):
    if row.ours[0].cpu_us is None:
        return "-"
    ours = statistics.median(sample.cpu_us for sample in row.ours)
    if row.theirs[0].cpu_us is None:
        return f"{ours:.3g}"
    theirs = statistics.median(sample.cpu_us for sample in row.theirs)
    return f"{ours:.3g} / {theirs:.3g} = {row.cpu_ratio:.2f}"


def table(rows):
    """Columns as wide as their widest cell."""
    cells = [("row", "ours", "peer", "ratio", "spread", "rounds", "CPU us", "to reach", "beside")]
    for row in rows:
        cells.append((row.name, f"{median_value(row.ours):.4g} {row.unit}",
                      f"{median_value(row.theirs):.4g} {row.unit}", f"{row.ratio:.2f}",
                      f"{min(row.ratios):.2f}-{max(row.ratios):.2f}", str(len(row.ours)),
                      cpu_cell(row), row.goal_text(), row.peer))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
                     for line in cells)
