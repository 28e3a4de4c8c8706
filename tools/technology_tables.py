#!/usr/bin/env python3
"""Writes the tables of 28 and 16 nm in Configs/energy, from those of 45 and 7 nm (docs/energy.md, "Between two published nodes").

    python3 tools/technology_tables.py          writes them
    python3 tools/technology_tables.py --check  exits with 1 where a file differs from what would be written
    python3 tools/technology_tables.py --print  how much a transition takes at each node, and what the equations alone would say

Energies lie between two published points of one table (N. P. Jouppi et al., ISCA 2021, TPUv4i, Table 2, which has 45 and 7 nm beside
each other), as far along in the logarithm as the energy of A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of
CMOS device performance from 180 nm to 7 nm", Integration 58, 2017, is at the node. Areas are the 45-nm table's times that paper's factor.
"""

import math
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Configs" / "energy"
PAPER = "Stillmaker and Baas 2017"
TABLE_2 = "ISCA 2021, TPUv4i, Table 2"

# The paper's coefficients of its high-performance transistors (HP), as wromaszkan/nodeScale has them: a V^2 + b V + c.
ENERGY = {
    45: (1.018, -0.3107, 0.1539),
    32: (0.8367, -0.4341, 0.1701),
    20: (0.373, -0.1582, 0.04104),
    16: (0.2958, -0.1241, 0.03024),
    7: (0.1776, -0.09097, 0.02447),
}
# Volts. 45 nm: ISSCC 2014's figure. 16 and 7 nm: fpga21-scaled-tech, device_geometry.py. 32 and 20 nm: an assumption, as at 45 nm.
SUPPLY = {45: 0.9, 32: 0.9, 20: 0.9, 16: 0.85, 7: 0.75}
# The paper's areas, of 45 nm.
AREA = {45: 1.0, 32: 0.46, 20: 0.21, 16: 0.19}

FORMATS = ["int8", "int32", "fp16", "fp32"]


def at(node, values):
    """A value at a node; 28 nm, which the paper has not, lies between 32 and 20 nm on the line of the two logarithms."""
    if node in values:
        return values[node]
    share = math.log(32 / node) / math.log(32 / 20)
    return values[32] * (values[20] / values[32]) ** share


def transition(node):
    """What a transition takes at a node, in the paper's unit."""
    return at(node, {
        key: a * SUPPLY[key] ** 2 + b * SUPPLY[key] + c for key, (a, b, c) in ENERGY.items()})


def way(node):
    """How far a node is on the way from 45 to 7 nm in the logarithm of the energy, to four digits."""
    first = math.log(transition(45))
    return round((first - math.log(transition(node))) / (first - math.log(transition(7))), 4)


def number(value):
    """Four digits."""
    return f"{value:.4g}" if 1e-3 <= value < 1e4 else f"{value:.0f}"


def entry(path, *keys):
    """The value and the source under keys of a table, read line by line: this needs no package."""
    lines = (FOLDER / path).read_text(encoding="utf-8").splitlines()
    place = 0
    for depth, key in enumerate(keys):
        head = "  " * depth + key + ":"
        while not lines[place].startswith(head):
            place += 1
        place += 1
    text = " ".join([lines[place - 1].strip(), lines[place].strip(), lines[place + 1].strip()])
    return float(re.search(r"value: ([0-9.]+)", text).group(1))


def points(path, *keys):
    """What follows under keys as a list in one line each: capacity and value."""
    lines = (FOLDER / path).read_text(encoding="utf-8").splitlines()
    head = "  " * (len(keys) - 1) + keys[-1] + ":"
    place = lines.index(head, next(i for i, line in enumerate(lines) if line.startswith(keys[0] + ":"))) + 1
    while place < len(lines) and lines[place].strip().startswith("- {capacity"):
        found = re.search(r"capacity: ([^,]+), value: ([0-9.]+) um2, source: \"(.*)\"}", lines[place])
        yield found.group(1), float(found.group(2)), found.group(3)
        place += 1


def reads(path):
    """The SRAMs of one of Table 2's columns: energy of an access of 64 bits by capacity."""
    text = (FOLDER / path).read_text(encoding="utf-8")
    return {size: float(read) for size, read in re.findall(r"capacity: ([^,]+), width: 8 B, read: ([0-9.]+) pJ", text)}


def energies(node):
    """The lines of a table's energies."""
    share = way(node)

    def between(first, last):
        return number(first * (last / first) ** share)

    def source(first, last):
        return f"{first:g} pJ at 45 nm, {last:g} pJ at 7 nm ({TABLE_2}), {share} of the way ({PAPER})"

    for part in ("multiply", "add"):
        yield f"{part}:"
        for name in FORMATS:
            ends = entry("asic_45nm.yaml", part, name), entry("asic_7nm.yaml", part, name)
            yield f'  {name}: {{value: {between(*ends)} pJ, source: "{source(*ends)}"}}'
    ends = entry("asic_45nm.yaml", "add", "int32"), entry("asic_7nm.yaml", "add", "int32")
    bit = entry("asic_45nm.yaml", "register_bit")
    yield "register_bit:"
    yield f"  value: {number(bit * (ends[1] / ends[0]) ** share)} pJ"
    yield (f'  source: "estimate: {bit:g} pJ, Aladdin\'s at 45 nm, times what the 32-bit addition comes down by, '
           f'({ends[1]:g} / {ends[0]:g})^{share}"')
    yield "vector_operation:"
    yield f"  value: {between(*ends)} pJ"
    yield '  source: "assumption: every operation as the table\'s 32-bit addition; exponentials take more"'
    yield "# DRAM is a chip of its own process, whatever this one's is. Table 2 has 1300 pJ for 64 bits of DDR3 and DDR4 at both nodes."
    yield "memories:"
    yield '  lpddr4: {value: 8 pJ/bit, source: "LPDDR4: Accelergy\'s accelergy-cacti-plug-in, cacti_wrapper.py"}'
    yield f'  hbm2: {{value: 5.47 pJ/bit, source: "350 pJ / 64 bits, the middle of 250 to 450: {TABLE_2}"}}'
    yield f'  ddr4: {{value: 20.3 pJ/bit, source: "1300 pJ / 64 bits: {TABLE_2}"}}'
    yield "# An access of 64 bits; reads and writes are not told apart there."
    yield f'sram_source: "between 45 and 7 nm ({TABLE_2}), {share} of the way ({PAPER})"'
    yield "sram:"
    first_reads = reads("asic_45nm_horowitz.yaml")
    for size, last in reads("asic_7nm.yaml").items():
        first = first_reads[size]
        value = between(first, last)
        yield (f"  - {{capacity: {size}, width: 8 B, read: {value} pJ, write: {value} pJ, "
               f'source: "{first:g} pJ at 45 nm, {last:g} pJ at 7 nm"}}')


def areas(node):
    """The lines of a table's areas."""
    factor = round(at(node, AREA), 4)
    yield "area:"
    for part in ("multiply", "add"):
        yield f"  {part}:"
        for name in ("int8", "int32"):
            first = entry("asic_45nm.yaml", "area", part, name)
            yield f'    {name}: {{value: {number(first * factor)} um2, source: "{first:g} um2 at 45 nm (ISSCC 2014) x {factor} ({PAPER})"}}'
    bit = entry("asic_45nm.yaml", "area", "register_bit")
    yield f'  register_bit: {{value: {number(bit * factor)} um2, source: "{bit:g} um2, Aladdin\'s at 45 nm, x {factor} ({PAPER})"}}'
    lane = entry("asic_45nm.yaml", "area", "vector_lane")
    yield f'  vector_lane: {{value: {number(lane * factor)} um2, source: "assumption: a lane as the 32-bit adder; multipliers and tables take more"}}'
    yield "  sram:"
    for size, value, origin in points("asic_45nm.yaml", "area", "sram"):
        name = origin.split(", ")[-1]
        yield f'    - {{capacity: {size}, value: {number(value * factor)} um2, source: "CACTI\'s at 45 nm, {value:.10g} um2 ({name}), x {factor} ({PAPER})"}}'


def table(node):
    """The text of a table."""
    where = {
        28: "28 nm, not one of their nodes, lies between 32 and 20 nm on the line of the two logarithms.",
        16: "16 nm is one of their nodes.",
    }[node]
    return "\n".join([
        f"# What actions take in a {node} nm ASIC. Written by tools/technology_tables.py from asic_45nm.yaml and asic_7nm.yaml; docs/energy.md has what",
        "# it rests on. No circuit of this node was measured for it: energies lie between the published ones of 45 and 7 nm, areas are those of 45 nm scaled.",
        '# How far, and by how much: A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of CMOS device performance from 180 nm to',
        f'# 7 nm", Integration 58, 2017, transistors HP. {where}',
        "# Left out, for want of two points or of a factor: 16-bit integers, small floating-point formats, leakage (a design says its static_power).",
        f"name: asic_{node}nm", f"node_nm: {node}", *energies(node), *areas(node), ""])


def show():
    """Prints the ways, and what the equations alone make of the published numbers."""
    print("node  supply  transition  of 45 nm  way     area of 45 nm")
    for node in (45, 28, 16, 7):
        supply = SUPPLY.get(node, 0.9)
        factor = f"{at(node, AREA):.4f}" if node != 7 else "-"
        print(f"{node:4}  {supply:4} V  {transition(node):10.4f}  {transition(node) / transition(45):8.4f}  {way(node):6}  {factor}")
    ratio = transition(7) / transition(45)
    print("7 nm      published  the equations alone  of the published")
    for part in ("multiply", "add"):
        for name in FORMATS:
            first, last = entry("asic_45nm.yaml", part, name), entry("asic_7nm.yaml", part, name)
            print(f"{part} {name:5}  {last:5g} pJ  {first * ratio:7.4f} pJ  {first * ratio / last:6.2f}")


def main():
    arguments = sys.argv[1:]
    if arguments == ["--print"]:
        return show()
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    wrong = []
    for node in (28, 16):
        path = FOLDER / f"asic_{node}nm.yaml"
        if not arguments:
            path.write_text(table(node), encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != table(node):
            wrong.append(f"{path.name} is not what tools/technology_tables.py writes")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
