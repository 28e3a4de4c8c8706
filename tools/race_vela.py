#!/usr/bin/env python3
"""Races Vela 5.2.0, Arm's compiler and estimator, against Ridgeline on the Ethos-U55.

    python3 tools/race_vela.py                                  builds nothing: run 'swift build -c release' before
    python3 tools/race_vela.py --sizes 256 --runs 5 tiny_resnet8     one size, more runs, one network
    python3 tools/race_vela.py --layers                         every layer, and not only each network's sum
    python3 tools/race_vela.py --blocks                         Vela's blocks as tiles, and not those of the rule
    python3 tools/race_vela.py --variant free_weights           the designs ethos_u55_SIZE_free_weights (or issue)
    python3 tools/race_vela.py --set vector_unit.issue_limit=4  the designs with a setting
    python3 tools/race_vela.py --bound npu                      the layers that Vela's array and output unit bound, or its memory
    python3 tools/race_vela.py --ridgeline PATH                 another binary

Networks are traces of Traces, written as int8 TFLite models of random weights (tools/tflite_of_trace.py) up to the
first operator that is not written. Vela compiles and estimates a model (Sram_Only, Ethos_U55_High_End_Embedded);
`ridgeline run` maps the same layers by its own rule, or with --blocks as near to Vela's as buffers of tiles allow, and
simulates them. Layers whose cycles are within 5, 10 and 20 % are counted; both times are of whole processes. Vela comes from PyPI into a temporary virtual environment. Exits with 2
where there can be no race: a comparison is not a test, `ridgeline validate` is.
"""

import argparse
import csv
import json
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from peers import install, no_race

ROOT = pathlib.Path(__file__).resolve().parent.parent
PACKAGES = ["ethos-u-vela==5.2.0", "pyyaml"]
OPERATION = re.compile(r"\t\d+: Operation \S+.*?OFM Block=\[([^\]]*)\], IFM Block=\[([^\]]*)\], Traversal=(\w+)", re.S)
NETWORKS = ["tiny_resnet8", "tiny_ds_cnn", "tiny_mobilenet_v1", "tiny_autoencoder", "mobilenet_v1", "mobilenet_v2"]
SIZES = ["32", "64", "128", "256"]


def run(command, folder=None, text=None):
    done = subprocess.run(command, input=text, capture_output=True, text=True, cwd=folder)
    if done.returncode != 0:
        last = ((done.stderr or done.stdout).strip().splitlines() or ["it said nothing"])[-1]
        no_race(f"{pathlib.Path(command[0]).name} failed: {last}")
    return done.stdout


def timed(command, runs, folder):
    """The median of the wall seconds of whole processes, and the last output."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        output = run(command, folder)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), output


def vela(programs, model, size, runs, folder):
    """Seconds, and by the name of a layer's output its cycles, its block (rows, columns, filters, order of the window) and what bounds it."""
    seconds, text = timed(
        [programs / "vela", model, "--accelerator-config", f"ethos-u55-{size}", "--config", "Arm/vela.ini",
         "--system-config", "Ethos_U55_High_End_Embedded", "--memory-mode", "Sram_Only", "--output-dir", folder,
         "--verbose-performance", "--verbose-schedule"], runs, folder)
    cycles, names, memory = {}, [], {}
    with open(folder / f"{model.stem}_per-layer.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cycles[row["Name"]] = cycles.get(row["Name"], 0) + float(row["Op Cycles"])
            memory[row["Name"]] = memory.get(row["Name"], 0) + float(row["SRAM AC"])
            if float(row["Op Cycles"]) > 0:
                names.append(row["Name"])
    # The last schedule is the one that runs.
    operations = OPERATION.findall(text[text.rfind("Schedule:"):])
    if len(operations) != len(names):
        no_race(f"Vela lists {len(operations)} operations in its schedule and {len(names)} with cycles")
    blocks = {name: ([int(side) for side in block.split(",")[1:]], order)
              for name, (block, _, order) in zip(names, operations)}
    # Its cycles are the greater of the NPU's and the memory's.
    bounds = {name: "memory" if memory[name] >= cycles[name] else "npu" for name in cycles}
    return seconds, (cycles, blocks, bounds)


def design(size, variant):
    return ROOT / "Configs" / "designs" / f"ethos_u55_{size}{variant and '_' + variant}.yaml"


def ridgeline(program, trace, design, runs, folder, settings=()):
    changes = [word for setting in settings for word in ("--set", setting)]
    seconds, output = timed([program, "run", design, trace, "--no-wall", "--json", *changes], runs, folder)
    return seconds, {one["name"]: one["cycles"] for one in json.loads(output)["operators"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", default=NETWORKS, help=f"traces of Traces ({', '.join(NETWORKS)})")
    parser.add_argument("--sizes", nargs="+", default=SIZES, choices=SIZES, help="multipliers")
    parser.add_argument("--runs", type=int, default=3, help="runs of each, of which the median counts (3)")
    parser.add_argument("--layers", action="store_true", help="print every layer")
    parser.add_argument("--blocks", action="store_true", help="take Vela's blocks as tiles")
    parser.add_argument("--variant", default="", help="the variant of the designs ('issue', 'free_weights')")
    parser.add_argument("--set", dest="settings", action="append", default=[], metavar="PATH=VALUE", help="a setting of the designs")
    parser.add_argument("--bound", choices=["npu", "memory"], help="only layers whose cycles in Vela are the NPU's, or the memory's")
    parser.add_argument("--ridgeline", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    arguments = parser.parse_args()
    if arguments.runs < 1:
        parser.error("--runs must be 1 or more")
    if not arguments.ridgeline.is_file():
        no_race(f"{arguments.ridgeline} is not there: run 'swift build -c release' before")
    errors = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        programs = install(folder / "environment", PACKAGES).parent
        print("network            size  layers  within 5, 10, 20 %   from      to      ridgeline           vela    error"
              "  time: ridgeline    vela")
        for network in arguments.networks:
            source = ROOT / "Traces" / f"{network}.yaml"
            model, trace = folder / f"{network}.tflite", folder / f"{network}.yaml"
            run([programs / "python", ROOT / "tools" / "tflite_of_trace.py", source, model, trace])
            for size in arguments.sizes:
                their_seconds, (cycles, blocks, bounds) = vela(programs, model, size, arguments.runs, folder)
                layers = trace
                if arguments.blocks:
                    layers = folder / f"{network}_{size}.yaml"
                    run([programs / "python", ROOT / "tools" / "blocks_of_vela.py", design(size, arguments.variant), trace, layers],
                        text=json.dumps(blocks))
                chosen = {name: cycles[name] for name in cycles if arguments.bound in (None, bounds[name])}
                errors += race(
                    network, size, (their_seconds, chosen),
                    ridgeline(arguments.ridgeline.resolve(), layers, design(size, arguments.variant), arguments.runs, folder,
                              arguments.settings),
                    arguments.layers)
        print(f"{'all':18} {'':4} {row_of(errors)}")


def row_of(errors):
    """How many layers there are, how many are within 5, 10 and 20 %, and from where to where errors go."""
    near = [sum(abs(error) <= bar for error in errors) for bar in (0.05, 0.1, 0.2)]
    return (f"{len(errors):7} {near[0]:7} {near[1]:5} {near[2]:5}"
            f" {min(errors, default=0):7.1%} {max(errors, default=0):7.1%}")


def race(network, size, theirs, ours, prints_layers):
    (their_seconds, their_cycles), (our_seconds, our_cycles) = theirs, ours
    names = [name for name in our_cycles if their_cycles.get(name, 0) > 0]
    errors = [our_cycles[name] / their_cycles[name] - 1 for name in names]
    mine, other = sum(our_cycles[name] for name in names), sum(their_cycles[name] for name in names)
    apart = mine / other - 1 if other else 0
    print(f"{network:18} {size:>4} {row_of(errors)}"
          f" {mine:14,.0f} {other:14,.0f} {apart:8.1%} {our_seconds:14.2f} s {their_seconds:6.2f} s", flush=True)
    if prints_layers:
        for name in names:
            error = our_cycles[name] / their_cycles[name] - 1
            print(f"  {name:44} {our_cycles[name]:14,.0f} {their_cycles[name]:14,.0f} {error:8.1%}")
    return errors


if __name__ == "__main__":
    main()
