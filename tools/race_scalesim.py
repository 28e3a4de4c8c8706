#!/usr/bin/env python3
"""Races SCALE-Sim v2 against Ridgeline on layers of ResNet-50, 32 x 32 and weight-stationary.

    python3 tools/race_scalesim.py                       builds nothing: run 'swift build -c release' before
    python3 tools/race_scalesim.py --layers 3 --runs 5   fewer layers, more runs
    python3 tools/race_scalesim.py --ridgeline PATH      another binary

Both read the same topology and configuration; Ridgeline's import of them is outside the race, SCALE-Sim's
reading of them inside, and so are the starts of both processes. SCALE-Sim comes from PyPI into a
temporary virtual environment, with a numpy that it works with. Exits with 1 where cycles differ, and
with 2 where there can be no race.
"""

import argparse
import csv
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from peers import install, no_race

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["scalesim==2.0.2", "numpy<2"]

CONFIGURATION = """\
[general]
run_name = race

[architecture_presets]
ArrayHeight:    32
ArrayWidth:     32
IfmapSramSzkB:    64
FilterSramSzkB:   64
OfmapSramSzkB:    64
IfmapOffset:    0
FilterOffset:   10000000
OfmapOffset:    20000000
Dataflow : ws
Bandwidth : 10
MemoryBanks: 1

[run_presets]
InterfaceBandwidth: CALC
"""

HEADER = (
    "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,"
)
# From SCALE-Sim's topology of ResNet-50: 1 x 1, with a stride, 3 x 3, many channels, the last.
LAYERS = [
    "CB2a_1, 56, 56, 1, 1, 64, 64, 1,",
    "CB3a_1, 56, 56, 1, 1, 256, 128, 2,",
    "IB4b_2, 14, 14, 3, 3, 256, 256, 1,",
    "IB5b_1, 7, 7, 1, 1, 2048, 512, 1,",
    "FC6, 1, 1, 1, 1, 2048, 1000, 1,",
]


def timed(command, runs, folder):
    """The median of the wall seconds of whole processes, and the last output."""
    seconds = []
    for _ in range(runs):
        start = time.monotonic()
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        seconds.append(time.monotonic() - start)
        if done.returncode != 0:
            no_race(f"'{command[0]}' ended with {done.returncode}:\n{(done.stderr or done.stdout)[-800:]}")
    return statistics.median(seconds), done.stdout


def scalesim(python, folder, runs):
    command = [
        python, "-m", "scalesim.scale", "-t", folder / "resnet50_layers.csv", "-c", folder / "race.cfg",
        "-p", folder / "scalesim",
    ]
    seconds, _ = timed(command, runs, folder)
    version = subprocess.run(
        [python, "-c", "from importlib.metadata import version as v; print(v('scalesim'), v('numpy'))"],
        capture_output=True, text=True).stdout.split()
    with open(folder / "scalesim" / "race" / "COMPUTE_REPORT.csv") as file:
        rows = list(csv.reader(file, skipinitialspace=True))
    total, stall = rows[0].index("Total Cycles"), rows[0].index("Stall Cycles")
    # Total Cycles is the number of the last cycle, from 0: docs/deviations.md, 1.
    return seconds, [int(float(row[total]) - float(row[stall])) + 1 for row in rows[1:]], version


def ridgeline(binary, folder, runs):
    imported = folder / "imported"
    timed(
        [binary, "import", "scalesim", "--topology", folder / "resnet50_layers.csv", "--config",
         folder / "race.cfg", "-o", imported], 1, folder)
    command = [binary, "run", imported / "design.yaml", imported / "trace.yaml", "--csv", "--no-wall"]
    seconds, output = timed(command, max(runs, 5), folder)
    rows = [row for row in csv.DictReader(output.splitlines())]
    return seconds, {row["name"]: int(row["cycles"]) for row in rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, default=len(LAYERS), help="how many of the layers")
    parser.add_argument("--runs", type=int, default=3, help="runs, of which the median counts")
    parser.add_argument("--ridgeline", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    options = parser.parse_args()
    binary = options.ridgeline.resolve()
    if not binary.exists():
        no_race(f"there is no '{binary}'; build it with 'swift build -c release'")
    layers = LAYERS[: max(1, options.layers)]
    names = [re.split(r"\s*,\s*", layer)[0] for layer in layers]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "resnet50_layers.csv").write_text("\n".join([HEADER, *layers]) + "\n")
        (folder / "race.cfg").write_text(CONFIGURATION)
        ours_seconds, ours = ridgeline(binary, folder, options.runs)
        python = install(folder / "environment", PACKAGES)
        theirs_seconds, theirs, version = scalesim(python, folder, options.runs)
    print(f"{'layer':<10}{'SCALE-Sim':>12}{'Ridgeline':>12}  cycles")
    for name, cycles in zip(names, theirs):
        verdict = "equal" if ours.get(name) == cycles else "DIFFERENT"
        print(f"{name:<10}{cycles:>12,}{ours.get(name, -1):>12,}  {verdict}")
    cycles = sum(theirs)
    print(
        f"SCALE-Sim {version[0]} (numpy {version[1]}) {theirs_seconds:.2f} s, "
        f"Ridgeline {ours_seconds:.3f} s, whole processes, medians: {theirs_seconds / ours_seconds:,.0f} x; "
        f"{cycles / theirs_seconds:,.0f} and {cycles / ours_seconds:,.0f} cycles a second")
    if [ours.get(name) for name in names] != theirs:
        sys.exit(1)


if __name__ == "__main__":
    main()
