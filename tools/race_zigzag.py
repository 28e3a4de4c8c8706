#!/usr/bin/env python3
"""Races ZigZag against Ridgeline on ResNet-18, both with a search for mappings, 32 x 32 and weight-stationary.

    python3 tools/race_zigzag.py                     builds nothing: run 'swift build -c release' before
    python3 tools/race_zigzag.py --layers 3          the first layers of both networks only
    python3 tools/race_zigzag.py --ridgeline PATH    another binary

ZigZag comes from PyPI into a temporary virtual environment. It runs the ResNet-18 and the TPU-like machine that it
ships, from its start to its end, for the least latency; Ridgeline runs its own ResNet-18 on a machine of the same
multipliers, bytes and bandwidth. CPU seconds, of whole processes. Exits with 2 where there can be no race.
"""

import argparse
import csv
import json
import pathlib
import resource
import subprocess
import tempfile

from peers import install, no_race

ROOT = pathlib.Path(__file__).resolve().parent.parent
# ZigZag imports six, and does not say so.
PACKAGES = ["zigzag-dse==3.9.1", "six"]

ZIGZAG = """\
import json, logging, pathlib, sys
import zigzag.api
from importlib.metadata import version
import onnx

inputs = pathlib.Path(zigzag.api.__file__).parent / "inputs"
# Its weights are in a file that the package does not have, and no shape needs them.
model = onnx.load(inputs / "workload" / "resnet18.onnx", load_external_data=False)
layers = int(sys.argv[1])
if layers:
    products, kept = 0, []
    for node in model.graph.node:
        if node.op_type in ("Conv", "Gemm"):
            products += 1
        if products > layers:
            break
        kept.append(node)
    del model.graph.node[:]
    model.graph.node.extend(kept)
logging.disable(logging.CRITICAL)
energy, latency, found = zigzag.api.get_hardware_performance_zigzag(
    model, str(inputs / "hardware" / "tpu_like.yaml"), str(inputs / "mapping" / "tpu_like.yaml"), opt="latency",
    dump_folder="zigzag", loma_show_progress_bar=False)
print(json.dumps({"version": version("zigzag-dse"), "cycles": float(latency), "layers": len(found[0][1])}))
"""

# What ZigZag's tpu_like.yaml has: 32 x 32 multipliers with 128 B of weights in each, 2 MiB for inputs and outputs, and a
# memory of 64 bit a cycle. Its machine has no clock, latency or requests.
DESIGN = """\
name: tpu_like
clock: 1 GHz
array: {topology: systolic, dataflow: weight_stationary, rows: 32, columns: 32,
        precision: {input: int8, weight: int8, accumulate: int32}}
buffers:
  input: {capacity: 1 MiB, banks: 32, width: 8 B}
  weight: {capacity: 128 KiB, banks: 32, width: 8 B}
  output: {capacity: 1 MiB, banks: 32, ports: 2, width: 16 B}
memories: {main: {type: bandwidth, bandwidth: 8 GB/s, latency: 1 ns, outstanding: 64, request: 64 B}}
vector_unit:
  lanes: 32
  functions: {relu: {latency: 1, interval: 1}, add: {latency: 1, interval: 1}, bias: {latency: 1, interval: 1},
              batch_norm: {latency: 1, interval: 1}, max_pool: {latency: 1, interval: 1},
              average_pool: {latency: 1, interval: 1}, softmax: {latency: 1, interval: 1}}
"""


def timed(command, folder):
    """The CPU seconds of a whole process and its children, and how it ended."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, done


def zigzag(folder, layers):
    python = install(folder / "environment", PACKAGES)
    seconds, done = timed([python, "-c", ZIGZAG, str(layers)], folder)
    if done.returncode != 0:
        no_race(f"ZigZag ended with {done.returncode}: {(done.stderr.strip().splitlines() or ['?'])[-1]}")
    return seconds, json.loads(done.stdout.splitlines()[-1])


def ridgeline(binary, folder, layers):
    """CPU seconds, rows of the products, and whether the whole space of mappings was searched."""
    (folder / "tpu_like.yaml").write_text(DESIGN)
    run = [binary, "run", folder / "tpu_like.yaml", ROOT / "Traces" / "resnet18.yaml", "--csv", "--no-wall"]
    full = ["--set", "mapping.search=full"]
    searches = timed(run + full, folder)[1].returncode == 0
    command = run + full if searches else run
    results = [timed(command, folder) for _ in range(5)]
    done = results[0][1]
    if done.returncode != 0:
        no_race(f"Ridgeline ended with {done.returncode}: {done.stderr[-800:]}")
    rows = [row for row in csv.DictReader(done.stdout.splitlines()) if row["kind"] in ("conv2d", "matmul")]
    return min(seconds for seconds, _ in results), rows[: layers or None], searches


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--layers", type=int, default=0, help="how many convolutions, from the first; 0 for all")
    parser.add_argument("--ridgeline", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    options = parser.parse_args()
    binary = options.ridgeline.resolve()
    if not binary.exists():
        no_race(f"there is no '{binary}'; build it with 'swift build -c release'")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        ours_seconds, rows, searches = ridgeline(binary, folder, options.layers)
        theirs_seconds, theirs = zigzag(folder, options.layers)
    cycles = sum(int(row["cycles"]) * int(row["repeat"]) for row in rows)
    count = sum(int(row["repeat"]) for row in rows)
    print(f"{'ResNet-18, 32 x 32':<34}{'CPU s':>9}{'layers':>9}{'cycles':>14}")
    print(f"{'ZigZag ' + theirs['version'] + ', LOMA, latency':<34}{theirs_seconds:>9.2f}{theirs['layers']:>9}"
          f"{theirs['cycles']:>14,.0f}")
    how = "mapping.search=full" if searches else "the rule of docs/mapping.md"
    print(f"{'Ridgeline, ' + how:<34}{ours_seconds:>9.2f}{count:>9}{cycles:>14,}")
    print(f"\n{theirs_seconds / ours_seconds:,.0f} times the CPU seconds"
          + (" for the first layers; Ridgeline's are of the whole network." if options.layers else ".") + "\n")
    if not searches:
        print("This binary has no 'mapping.search'; its rule tries a few hundred mappings by an estimate.")
    print(
        "Comparable: the network's convolutions and its matrix product, multipliers, bytes on the chip, bytes a cycle\n"
        "from the memory, that each layer begins and ends in the memory, and that mappings are searched for the least\n"
        "latency. Not comparable: ZigZag's latency is analytic, without the array's skew, the memory's requests and\n"
        "banks; its mapping lays channels alone on the rows, so the first layer uses 3 of 32, where ours lays out the\n"
        "window too; its inputs and outputs share 2 MiB where ours have 1 MiB each; other operators cost nothing in it\n"
        "and run in ours (their cycles are not in the sum, their CPU seconds are); it computes energy too, and searches\n"
        "equal layers again, which Ridgeline simulates once. Neither is a measurement of a machine.")


if __name__ == "__main__":
    main()
