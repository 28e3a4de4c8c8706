"""The table that `ridgeline validate` prints, read back: its points, ours and theirs."""

import dataclasses
import re

from .files import Problem

NUMBER = r"-?[\d,]+(?:\.\d+)?(?:[eE][-+]?\d+)?"
RANGE = re.compile(rf"({NUMBER}) to ({NUMBER})")
MEAN = re.compile(rf"({NUMBER}) \(({NUMBER}) to ({NUMBER})\)")
NOTE = re.compile(r"\[(\d+)\] (.*)")


@dataclasses.dataclass
class Point:
    """A reference point: numbers as they were printed, and as they are drawn."""
    group: str
    name: str
    ours_text: str
    theirs_text: str
    error: str
    allowed: str
    verdict: str
    note: int
    ours: float
    low: float
    high: float
    theirs: float
    bound: str
    unit: str = ""
    source: str = ""

    @property
    def is_calibrated(self):
        return self.verdict.startswith("calibrat")

    @property
    def is_outside(self):
        return self.verdict.rstrip("*") not in ("holds", "not below", "calibrated", "beside")

    @property
    def is_beside(self):
        return self.verdict.startswith("beside")


@dataclasses.dataclass
class Panel:
    """The points whose whole name the pattern takes; its groups `label`, `span` and `series` say where they stand."""
    pattern: str
    text: str
    below: str = ""
    parity: bool = False


def number(text):
    return float(text.replace(",", ""))


def value(text):
    """The value, and the least and greatest where there is a range: `3`, `1 to 3`, `2 (1 to 3)`."""
    if found := MEAN.fullmatch(text):
        return tuple(map(number, found.groups()))
    if found := RANGE.fullmatch(text):
        low, high = map(number, found.groups())
        return (low + high) / 2, low, high
    return (number(text),) * 3


def read(text, groups, source):
    """The points of the groups, in the table's order; the source is what problems name."""
    points, notes, group, note, name = [], {}, None, None, None
    for place, line in enumerate(text.splitlines(), 1):
        fields = re.split(r"\s{2,}", line.strip())
        if found := NOTE.match(line):
            note = int(found.group(1))
            notes[note] = found.group(2)
        elif note is not None and line.startswith("    "):
            notes[note] += " " + line.strip()
        elif re.fullmatch(r"[a-z0-9_]+", line):
            group, note, name = line, None, None
        elif line.startswith("  ") and len(fields) == 1 and group:
            # Where a table is wider than its terminal, names have lines of their own.
            name = fields[0]
        elif line.startswith("  ") and len(fields) >= (6 if name else 7) and "point" != fields[0] != "ours" and group:
            fields, name = [name, *fields] if name else fields, None
            bound = re.match(r"[<>]=", fields[2])
            try:
                theirs = number(fields[2][3:] if bound else fields[2])
                points.append(Point(group, *fields[:6], int(fields[6].strip("[]")), *value(fields[1]), theirs, bound.group() if bound else ""))
            except ValueError:
                raise Problem(f"{source}: line {place} is no row of validate's table: {line.strip()}") from None
    kept = [point for point in points if point.group in groups]
    for point in kept:
        point.unit, _, point.source = notes.get(point.note, "").partition("; ")
    missing = [group for group in groups if not any(point.group == group for point in kept)]
    if missing:
        raise Problem(f"{source}: has no points of {', '.join(missing)}")
    return kept


def held(points):
    """How many of those that set no parameter hold, bounds apart: `4 of 4, and 4 of 4 bounds`."""
    parts = []
    for is_bound, name in ((False, ""), (True, " bounds")):
        some = [point for point in points if not (point.is_calibrated or point.is_beside) and bool(point.bound) == is_bound]
        if some or not is_bound:
            parts.append(f"{sum(not point.is_outside for point in some)} of {len(some)}{name}")
    return ", and ".join(parts)


def summary(text, source):
    """The lines of a Markdown table with a row a group, and the sentence that ends validate's output."""
    groups = [line for line in text.splitlines() if re.fullmatch(r"[a-z0-9_]+", line)]
    lines = ["| group | theirs is | points | hold | set a parameter | beside | ours over theirs, less 1 |", "|---|---|---|---|---|---|---|"]
    for group in groups:
        points = read(text, [group], source)
        # Bounds hold on one side, and say little about how near ours is.
        errors = [number(point.error.removesuffix(" %")) for point in points
                  if not (point.bound or point.is_beside) and point.error.endswith("%")]
        ends = sorted({f"{end:.1f}".replace("-0.0", "0.0") for end in (min(errors), max(errors))}, key=float) if errors else ["none"]
        if not any(errors) and errors:
            ends = ["0"]
        kinds = ", ".join(dict.fromkeys(point.source.split(":")[0] for point in points))
        lines.append(f"| `{group}` | {kinds} | {len(points)} | {held(points)} | {sum(point.is_calibrated for point in points) or '-'} | "
                     f"{sum(point.is_beside for point in points) or '-'} | {' to '.join(ends)}{' %' if errors else ''} |")
    return [*lines, "", text.rstrip().splitlines()[-1].replace("*:", "\\*:")]


def show(points):
    """Prints ours beside theirs, with the unit and the kind of reference."""
    rows = [("point", "ours", "theirs", "error", "verdict", "unit", "reference")]
    rows += [(point.name, point.ours_text, point.theirs_text, point.error, point.verdict, point.unit, point.source.split(":")[0])
             for point in points]
    widths = [max(len(row[column]) for row in rows) for column in range(7)]
    for row in rows:
        cells = [cell.rjust(width) if column in (1, 2, 3) else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths))]
        print("  " + "  ".join(cells).rstrip())
    beside = sum(point.is_beside for point in points)
    print(f"  {held(points)} hold; {sum(point.is_calibrated for point in points)} set a parameter and prove nothing"
          + (f"; {beside} stand beside theirs and claim nothing" if beside else ""))


def panels(points, declared):
    """Each panel with its points as (span, label, series, point); a panel by unit for those that no declared one takes."""
    found, taken = [], set()
    for panel in declared:
        mine = []
        for point in points:
            if match := re.fullmatch(panel.pattern, point.name):
                groups = match.groupdict()
                mine.append((groups.get("span"), groups.get("label") or point.name, groups.get("series") or point.group, point))
                taken.add(point.name)
        if mine:
            spans = list(dict.fromkeys(span for span, *_ in mine))
            found.append((panel, sorted(mine, key=lambda item: spans.index(item[0]))))
    for unit in dict.fromkeys(point.unit for point in points if point.name not in taken):
        mine = [point for point in points if point.name not in taken and point.unit == unit]
        found.append((Panel("", unit), [(None, point.name.removeprefix(point.group + "_"), point.group, point) for point in mine]))
    return found
