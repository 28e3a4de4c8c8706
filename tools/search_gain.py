#!/usr/bin/env python3
"""How much faster the mappings of the search are than those of the rule, for every network that ships: those that
tools/generate_traces.py writes, but for the products of gpt2_small_generation; other traces are parts of networks.

    python3 tools/search_gain.py                        ws32_64k: buffers of 64 KiB each, divided into up to four tiles
    python3 tools/search_gain.py --capacity "128 KiB"   other buffers
    python3 tools/search_gain.py --most-tiles 2         mappings that may name so many slots
    python3 tools/search_gain.py --design FILE FILE ... --program FILE

Run it in the repository's root, after a release build. The rule is the one of the first version, which knew no spatial
assignments: `mapping: {search: rule, spatial: im2col}`; on a design that names its own, that one. A shared buffer has three
times the capacity. Of networks that are equal on a design (masks mean nothing to an array that skips no zeros) the first
counts. `floor` is what no mapping can be faster than: of each operator the
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

sys.dont_write_bytecode = True

from generate_traces import networks  # noqa: E402: nothing is to be written beside it

ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(arguments, design, trace, settings):
    """The result of a run and its CPU seconds; None where the operators do not fit."""
    command = [arguments.program, "run", design, str(trace), "--json", "--no-wall"]
    for setting in settings:
        command += ["--set", setting]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        return None, done.stderr
    return json.loads(done.stdout), seconds


def buffers(arguments, shared, /, **other):
    """Settings of the buffers' sizes, and of the slots that mappings may name."""
    # Without energies, which a table may not have for every size.
    settings = ["energy=null"]
    for name in ["shared"] if shared else ["input", "weight", "output"]:
        number, unit = arguments.capacity.split()
        size = other.get(name, f"{3 * int(number)} {unit}" if shared else arguments.capacity)
        settings.append(f"buffers.{name}.capacity={size}")
        if arguments.most_tiles:
            settings.append(f"buffers.{name}.most_tiles={arguments.most_tiles}")
    return settings


def number(quantity):
    """`12.8 GB/s` as 12.8e9."""
    value, unit = quantity.split()
    return float(value) * {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}.get(unit[0], 1)


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


def measure(arguments, design):
    """Prints the table of a design; returns the gain on each network that counts."""
    print(f"{pathlib.Path(design).stem}")
    print(f"{'network':24}{'rule, im2col':>15}{'rule':>15}{'search':>15}{'floor':>15}{'gain':>7}{'left':>7}{'CPU s':>7}")
    gains = {}
    is_marked = False
    for trace in sorted(ROOT / "Traces" / f"{name}.yaml" for name, _ in networks() if name != "gpt2_small_generation"):
        mark = ""
        probe, _ = run(arguments, design, trace, ["energy=null"])
        if probe is None:
            print(f"{trace.stem:24}  does not run on this design")
            continue
        shared = "shared" in probe["design"]["buffers"]
        fixed = "spatial" in (probe["design"].get("mapping") or {})
        old = ["mapping.search=rule"] + ([] if fixed else ["mapping.spatial=im2col"])
        settings = buffers(arguments, shared)
        first, reason = run(arguments, design, trace, settings + old)
        if first is None and not shared:
            settings, mark = buffers(arguments, shared, input="128 KiB"), " *"
            is_marked = True
            first, reason = run(arguments, design, trace, settings + old)
        if first is None:
            print(f"{trace.stem:24}  {reason.splitlines()[0]}")
            continue
        rule, _ = run(arguments, design, trace, settings + ["mapping.search=rule"])
        search, seconds = run(arguments, design, trace, settings + ["mapping.search=full"])
        endless = dict.fromkeys(["input", "weight", "output", "shared"], "unbounded")
        most, _ = run(arguments, design, trace, buffers(arguments, shared, **endless))
        results = [first, rule, search]
        least = None
        if len(search["design"]["memories"]) == 1:
            memory = list(search["design"]["memories"].values())[0]
            rate = number(memory["bandwidth"]) / number(search["design"]["clock"])
            least = floor(results + [most], rate)
        cycles = [result["total"]["cycles"] for result in results]
        gain = cycles[0] / cycles[2]
        cut = sum(one["mapping"]["search"]["exhaustive"] is False for one in search["operators"])
        notes = f"  {cut} operators not searched to the end" if cut else ""
        same = next((name for name, (_, known) in gains.items() if known == cycles), None)
        if same:
            notes += f"  as {same}"
        else:
            gains[trace.stem] = (gain, cycles)
        print(f"{trace.stem + mark:24}" + "".join(f"{one:15,}" for one in cycles)
              + (f"{least:15,}{gain:7.3f}{cycles[2] / least:7.3f}" if least else f"{'':15}{gain:7.3f}{'':7}")
              + f"{seconds:7.2f}{notes}", flush=True)
    if gains:
        print(f"{'geometric mean of ' + str(len(gains)):24}{'':60}{mean(gains.values()):7.3f}")
    if is_marked:
        print("* with an input buffer of 128 KiB, because an operator does not fit the other")
    return list(gains.values())


def mean(gains):
    """The geometric mean."""
    gains = [gain for gain, _ in gains]
    return math.exp(sum(map(math.log, gains)) / len(gains))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--design", nargs="+", default=["Configs/designs/ws32_64k.yaml"], help="designs, YAML files")
    parser.add_argument("--capacity", default="64 KiB", help="of each buffer")
    parser.add_argument("--most-tiles", type=int, help="slots of each operand that a mapping may name")
    parser.add_argument("--program", default=".build/release/ridgeline")
    arguments = parser.parse_args()
    gains = [gain for design in arguments.design for gain in measure(arguments, design)]
    if len(arguments.design) > 1 and gains:
        print(f"geometric mean of {len(gains)} pairs of a design and a network: {mean(gains):.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
