#!/usr/bin/env python3
"""How much faster the mappings of the search are than those of the rule, for every network that ships.

    python3 tools/search_gain.py                        ws32 with buffers of 64 KiB each
    python3 tools/search_gain.py --capacity "128 KiB"   other buffers
    python3 tools/search_gain.py --design FILE --program FILE

Run it in the repository's root, after a release build. The rule is the one of the first version, which knew no spatial
assignments: `mapping: {search: rule, spatial: im2col}`. `floor` is what no mapping can be faster than: of each operator the
greater of its array's or vector unit's work and its bytes, each as little as in any of the runs, one of which has buffers
without a bound. It prints figures and judges nothing.
"""

import argparse
import json
import math
import pathlib
import resource
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(arguments, trace, settings):
    """The result of a run and its CPU seconds; None where the operators do not fit."""
    command = [arguments.program, "run", arguments.design, str(trace), "--json", "--no-wall"]
    for setting in settings:
        command += ["--set", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        return None, done.stderr
    return json.loads(done.stdout), seconds


def capacities(arguments, **other):
    # Without energies, which a table may not have for every size.
    sizes = (f"buffers.{name}.capacity={other.get(name, arguments.capacity)}" for name in ("input", "weight", "output"))
    return ["energy=null", *sizes]


def work(one):
    """Cycles of the array or the vector unit, and bytes."""
    stack = one["cycle_stack"]
    busy = stack["working"] if one["dense_macs"] else stack["vector_unit"]
    return busy, sum(memory["read_bytes"] + memory["write_bytes"] for memory in one["memories"].values())


def floor(results, bytes_per_cycle):
    """Cycles that no mapping is below, as far as these results show."""
    total = 0
    for runs in zip(*(result["operators"] for result in results)):
        busy = min(work(one)[0] for one in runs)
        moved = min(work(one)[1] for one in runs)
        total += runs[0]["repeat"] * max(busy, math.ceil(moved / bytes_per_cycle))
    return total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--design", default="Configs/designs/ws32.yaml", help="a design of one memory and three buffers")
    parser.add_argument("--capacity", default="64 KiB", help="of each buffer")
    parser.add_argument("--program", default=".build/release/ridgeline")
    arguments = parser.parse_args()

    print(f"{'network':24}{'rule, im2col':>15}{'rule':>15}{'search':>15}{'floor':>15}{'gain':>7}{'left':>7}{'CPU s':>7}")
    gains = []
    is_marked = False
    for trace in sorted((ROOT / "Traces").glob("*.yaml")):
        mark = ""
        settings = capacities(arguments)
        first, reason = run(arguments, trace, settings + ["mapping.search=rule", "mapping.spatial=im2col"])
        if first is None:
            settings, mark = capacities(arguments, input="128 KiB"), " *"
            is_marked = True
            first, reason = run(arguments, trace, settings + ["mapping.search=rule", "mapping.spatial=im2col"])
        if first is None:
            print(f"{trace.stem:24}  {reason.splitlines()[0]}")
            continue
        rule, _ = run(arguments, trace, settings + ["mapping.search=rule"])
        search, seconds = run(arguments, trace, settings + ["mapping.search=full"])
        most, _ = run(arguments, trace, capacities(arguments, input="unbounded", weight="unbounded", output="unbounded"))
        memory = list(search["design"]["memories"].values())[0]
        rate = float(memory["bandwidth"].split()[0]) / float(search["design"]["clock"].split()[0])
        least = floor([first, rule, search, most], rate)
        cycles = [result["total"]["cycles"] for result in (first, rule, search)]
        cut = sum(one["mapping"]["search"]["exhaustive"] is False for one in search["operators"])
        gains.append(cycles[0] / cycles[2])
        print(f"{trace.stem + mark:24}" + "".join(f"{one:15,}" for one in cycles + [least])
              + f"{gains[-1]:7.3f}{cycles[2] / least:7.3f}{seconds:7.2f}"
              + (f"  {cut} operators not searched to the end" if cut else ""))
    if gains:
        mean = math.exp(sum(map(math.log, gains)) / len(gains))
        print(f"{'geometric mean of ' + str(len(gains)):24}{'':60}{mean:7.3f}")
    if is_marked:
        print("* with an input buffer of 128 KiB, because an operator does not fit the other")
    return 0


if __name__ == "__main__":
    sys.exit(main())
