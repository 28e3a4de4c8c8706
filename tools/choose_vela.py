#!/usr/bin/env python3
"""Chooses what Vela's estimate does not say of the Ethos-U55 designs, from networks that `ridgeline validate` has no points of.

    python3 tools/choose_vela.py                        builds nothing: run 'swift build -c release' before
    python3 tools/choose_vela.py --table choices.csv    every choice, and not only those beside the one that is taken
    python3 tools/choose_vela.py --networks mobilenet_v1 --sizes 128    other networks, or sizes

Three things are chosen: the slots of sums (2 to 4), the slots of weights (1 to 8), and the most filters of a tile (8, 16, 32, or as
many as Vela's block has). A slot of sums is as large as in the designs; a slot of weights has room for 3 x 3 x 32 of a tile's
filters and their parameters, as there. All combinations are run, in Vela's blocks (tools/blocks_of_vela.py), and held against
Vela 5.2.0 (tools/race_vela.py says how), layer by layer, on 32, 64, 128 and 256 multipliers; layers that Vela gives fewer than 300 cycles
are left out, as in the points. The measure of a choice is the geometric mean, over all layers of all networks and sizes, of the factor
between the two programs' cycles (1.05 for 5 % above, and for 5 % below as 1 / 1.05). The least is taken; of those within 0.001 of it
the one whose buffers of weights and sums are smallest on 256. The fully connected tiny_autoencoder is left out: its layers are one block
each, whose time is that of docs/deviations.md, 20.
"""

import argparse
import itertools
import json
import math
import pathlib
import statistics
import tempfile

from peers import install, no_race
from race_vela import PACKAGES, ROOT, SIZES, design, ridgeline, run, vela

NETWORKS = ["tiny_mobilenet_v1", "mobilenet_v1", "mobilenet_v2"]
SUMS = [2, 3, 4]
WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8]
FILTERS = [8, 16, 32, 128]
# Bytes: of a slot of sums by size, as in Configs/designs; of a filter's weights.
SUM_SLOT = {"32": 5 << 10, "64": 5 << 10, "128": 8 << 10, "256": 16 << 10}
FILTER = 320
LEAST_CYCLES = 300
# Vela has no block of more than 128 filters.
NAMES = {128: "as Vela"}


def written(folder, size, sums, weights, filters):
    """The design of a size with a choice."""
    path = folder / f"chosen_{size}_{sums}_{weights}_{filters}.yaml"
    path.write_text(
        f"base: {design(size, '')}\nname: {path.stem}\nbuffers:\n"
        f"  weight: {{capacity: {weights * filters * FILTER} B, tiles: {weights}}}\n"
        f"  output: {{capacity: {sums * SUM_SLOT[size]} B, tiles: {sums}}}\n", encoding="utf-8")
    return path


def bytes_of(choice):
    sums, weights, filters = choice
    return weights * filters * FILTER + sums * SUM_SLOT["256"]


def measure(factors):
    return math.exp(statistics.fmean(abs(math.log(factor)) for factor in factors))


def median(factors):
    return statistics.median(abs(factor - 1) for factor in factors)


def name_of(choice):
    sums, weights, filters = choice
    return f"{sums:>4} {weights:>7} {NAMES.get(filters, filters):>8}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", nargs="+", default=NETWORKS, help=f"traces of Traces ({', '.join(NETWORKS)})")
    parser.add_argument("--sizes", nargs="+", default=SIZES, choices=SIZES, help="multipliers")
    parser.add_argument("--table", type=pathlib.Path, help="a CSV file for the measure of every choice")
    parser.add_argument("--ridgeline", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    arguments = parser.parse_args()
    if not arguments.ridgeline.is_file():
        no_race(f"{arguments.ridgeline} is not there: run 'swift build -c release' before")
    program = arguments.ridgeline.resolve()
    # By choice: our cycles over Vela's, of all layers.
    factors = {choice: [] for choice in itertools.product(SUMS, WEIGHTS, FILTERS)}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = install(folder / "environment", PACKAGES).parent
        for network in arguments.networks:
            source = ROOT / "Traces" / f"{network}.yaml"
            model, trace = folder / f"{network}.tflite", folder / f"{network}.yaml"
            run([programs / "python", ROOT / "tools" / "tflite_of_trace.py", source, model, trace])
            for size in arguments.sizes:
                _, (theirs, blocks, _) = vela(programs, model, size, 1, folder)
                for filters in FILTERS:
                    # What a slot has room for is the same whatever their number is: so are the tiles.
                    layers = folder / f"{network}_{size}_{filters}.yaml"
                    run([programs / "python", ROOT / "tools" / "blocks_of_vela.py", "--filters", str(filters),
                         written(folder, size, SUMS[0], WEIGHTS[0], filters), trace, layers], text=json.dumps(blocks))
                    for sums, weights in itertools.product(SUMS, WEIGHTS):
                        chosen = written(folder, size, sums, weights, filters)
                        _, ours = ridgeline(program, layers, chosen, 1, folder)
                        factors[sums, weights, filters] += [
                            ours[layer] / theirs[layer] for layer in ours if theirs.get(layer, 0) >= LEAST_CYCLES]
                print(f"{network} on {size}: done", flush=True)
    report(factors, arguments.table)


def report(factors, table):
    measures = {choice: measure(values) for choice, values in factors.items()}
    least = min(measures.values())
    best = min((choice for choice in measures if measures[choice] <= least + 0.001), key=bytes_of)
    print(f"{len(factors[best])} layers; the least measure is {least:.4f}; taken, the smallest within 0.001 of it:")
    print("sums weights  filters  measure  median error  within 10 %")
    # The one that is taken, and those that differ from it in one thing.
    shown = [best] + [
        best[:place] + (value,) + best[place + 1:]
        for place, values in enumerate((SUMS, WEIGHTS, FILTERS)) for value in values]
    for number, choice in enumerate(shown):
        values = factors[choice]
        near = sum(abs(value - 1) <= 0.1 for value in values)
        print(f"{name_of(choice)} {measures[choice]:8.4f} {median(values):12.2%} {near:11}" + (" *" if number == 0 else ""))
    if table:
        with open(table, "w", encoding="utf-8") as file:
            file.write("sums,weights,filters,measure,median,within_10_percent\n")
            for choice, value in measures.items():
                near = sum(abs(factor - 1) <= 0.1 for factor in factors[choice])
                file.write(",".join(map(str, choice)) + f",{value:.5f},{median(factors[choice]):.5f},{near}\n")


if __name__ == "__main__":
    main()
