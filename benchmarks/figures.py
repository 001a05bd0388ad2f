"""What is measured of a process, and how rounds become a row of the table."""

import dataclasses
import os
import statistics

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def resident_octets(process_id):
    with open(f"/proc/{process_id}/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    raise RuntimeError("the process has ended")


def cpu_seconds(process_id):
    """User and system time of all threads."""
    with open(f"/proc/{process_id}/stat", encoding="ascii") as stat:
        # The second field, the name in parentheses, may hold blanks.
        fields = stat.read().rpartition(")")[2].split()
    user, system = int(fields[11]), int(fields[12])
    return (user + system) * TICK_S


@dataclasses.dataclass
class Row:
    """One figure of ours beside that of a peer, in rounds of one run. The ratio of each round is
    ours over the peer's; the row's ratio is their median."""

    name: str
    unit: str
    peer: str
    goal: str  # "<= 0.35" or ">= 1.0": what the ratio is to reach
    ours: list = dataclasses.field(default_factory=list)
    theirs: list = dataclasses.field(default_factory=list)

    def add(self, ours, theirs):
        self.ours.append(ours)
        self.theirs.append(theirs)

    @property
    def ratios(self):
        return [ours / theirs for ours, theirs in zip(self.ours, self.theirs)]

    @property
    def ratio(self):
        return statistics.median(self.ratios)

    def is_reached(self):
        if not self.goal:
            return True
        comparison, bound = self.goal.split()
        return self.ratio <= float(bound) if comparison == "<=" else self.ratio >= float(bound)

    def as_json(self):
        return {"name": self.name, "unit": self.unit, "peer": self.peer, "goal": self.goal,
                "ratio": self.ratio, "reached": self.is_reached(), "ratios": self.ratios,
                "ours": self.ours, "theirs": self.theirs}


def table(rows):
    """Columns as wide as their widest cell."""
    cells = [("row", "ours", "peer", "ratio", "spread", "to reach", "beside")]
    for row in rows:
        cells.append((row.name, f"{statistics.median(row.ours):.4g} {row.unit}",
                      f"{statistics.median(row.theirs):.4g} {row.unit}", f"{row.ratio:.2f}",
                      f"{min(row.ratios):.2f}-{max(row.ratios):.2f}",
                      (row.goal + ("" if row.is_reached() else "  MISSED")) or "-", row.peer))
    widths = [max(len(line[i]) for line in cells) for i in range(len(cells[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
                     for line in cells)
