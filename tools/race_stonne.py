#!/usr/bin/env python3
"""Races STONNE against Ridgeline on sparse matrix products.

    python3 tools/race_stonne.py                      builds no ridgeline: run 'swift build -c release' before
    python3 tools/race_stonne.py --source DIR         a copy of its repository, and no download
    python3 tools/race_stonne.py --stonne PATH        a STONNE that is built, and not a new one
    python3 tools/race_stonne.py --runs 5 --all       more runs, and the smallest and greatest products too
    python3 tools/race_stonne.py --ridgeline PATH     another binary
    python3 tools/race_stonne.py --product 64,196,576,50,80

STONNE (commit 22634b8b) is downloaded from GitHub into a temporary folder and built by its Makefile, which needs g++ and make,
and takes a minute or two. It draws its own matrices; tools/stonne_inputs.py writes the same ones as masks, outside the race, and needs
numpy. Its SIGMA skips the zeros of the matrix that rests, and has 256 multipliers that any row may take; Ridgeline runs `two_sided16`, with as
many, which skips those of both. They are two machines, so cycles stand side by side and are not held against each other; that our machine
multiplies the effectual MACs of STONNE's matrices is. Times are of whole processes, wall and CPU: on a machine that does other things too the CPU's
are the fairer ones. First every product is a process of its own on both sides, then all of them are one trace and one process of Ridgeline; STONNE's
takes one product, so that there it is the sum of its processes. Exits with 1 where MACs differ, and with 2 where there can be no race.
"""

import argparse
import json
import pathlib
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from peers import no_race  # noqa: E402: nothing is to be written beside them

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMIT = "22634b8b"
SOURCE = "https://github.com/stonne-simulator/stonne"
MULTIPLIERS = 256
# M, N, K, and the sparsities that STONNE is asked for; the last are those of a convolution of 64 filters on 14 x 14 pixels.
SMALL = [(64, 64, 64, 0, 0), (64, 64, 64, 50, 50), (64, 64, 64, 80, 80)]
MIDDLE = [
    (128, 128, 128, 0, 0), (128, 128, 128, 50, 50), (128, 128, 128, 80, 80), (256, 256, 256, 0, 0),
    (256, 256, 256, 50, 50), (256, 256, 256, 80, 80), (64, 196, 576, 50, 80)]
LARGE = [(512, 512, 512, 0, 0), (512, 512, 512, 50, 50), (512, 512, 512, 80, 80)]


def timed(command, runs, folder):
    """The median of the wall and of the CPU seconds of whole processes."""
    wall, cpu = [], []
    for _ in range(runs):
        start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.monotonic() - start)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode != 0:
            no_race(f"'{command[0]}' ended with {done.returncode}:\n{(done.stderr or done.stdout)[-800:]}")
    return statistics.median(wall), statistics.median(cpu)


def build(folder, source):
    """STONNE's binary, from a copy of its repository or from the one on GitHub."""
    if source:
        origin = source if (source / "Makefile").exists() else source / "stonne"
        if not (origin / "Makefile").exists():
            no_race(f"there is no STONNE in '{source}'")
        # What was built there may be of another machine.
        shutil.copytree(origin, folder / "source" / "stonne", ignore=shutil.ignore_patterns("objs", "*.o", "stonne"))
        steps = []
    else:
        steps = [
            ["git", "init", "--quiet", "source"],
            ["git", "-C", "source", "fetch", "--quiet", "--depth", "1", "--filter=blob:none", SOURCE, "HEAD"],
            ["git", "-C", "source", "sparse-checkout", "set", "stonne"],
            ["git", "-C", "source", "checkout", "--quiet", "FETCH_HEAD"],
        ]
    for step in [*steps, ["make", "-C", "source/stonne"]]:
        try:
            done = subprocess.run(step, cwd=folder, capture_output=True, text=True)
        except FileNotFoundError:
            no_race(f"there is no '{step[0]}'")
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            no_race(f"'{' '.join(step)}': {last}; give its repository with --source, or a built one with --stonne")
    return folder / "source" / "stonne" / "stonne"


def stonne(binary, problem, runs, folder):
    """Seconds, cycles and multiplications."""
    m, n, k, first, second = problem
    folder.mkdir()
    command = [
        binary, "-SparseGEMM", f"-M={m}", f"-N={n}", f"-K={k}", f"-num_ms={MULTIPLIERS}", f"-dn_bw={MULTIPLIERS}",
        f"-rn_bw={MULTIPLIERS}", f"-MK_sparsity={first}", f"-KN_sparsity={second}", "-dataflow=MK_STA_KN_STR"]
    seconds = timed(command, runs, folder)
    stats = json.loads(sorted(folder.glob("output_stats_*.txt"))[-1].read_text())
    multiplications = sum(one["N_multiplications"] for one in stats["MSNetworkStats"]["MSwitchStats"])
    return seconds, stats["GlobalStats"]["N_cycles"], multiplications


def ridgeline(binary, problems, runs, folder):
    """Seconds, cycles, multiplications, and those that there are in the matrices, of one process with all of the products."""
    import stonne_inputs

    folder.mkdir()
    masks, inputs, operators, effectual = {}, [], [], 0
    for number, problem in enumerate(problems):
        m, n, k = problem[:3]
        first, second = stonne_inputs.inputs(*problem)
        masks |= {f"input{number}": first != 0, f"weight{number}": second.T != 0}
        inputs.append(f'  x{number}: {{elements: {m * k}, mask: "masks.npz#input{number}"}}\n')
        operators.append(f"  - {{name: product{number}, op: matmul, input: x{number}, m: {m}, k: {k}, n: {n}, "
                         f'weight: {{mask: "masks.npz#weight{number}"}}}}\n')
        effectual += int(stonne_inputs.counts(first, second)["effectual_macs"])
    stonne_inputs.write_masks(folder / "masks.npz", masks)
    (folder / "trace.yaml").write_text(
        "network: products\nformats: {input: int8, weight: int8, output: int8}\ninputs:\n"
        f"{''.join(inputs)}operators:\n{''.join(operators)}")
    command = [binary, "run", ROOT / "Configs/designs/two_sided16.yaml", folder / "trace.yaml", "--no-wall", "--json"]
    seconds = timed(command, max(runs, 5), folder)
    result = json.loads(subprocess.run(command, capture_output=True, text=True, cwd=folder).stdout)
    slots = result["total"]["slots"]
    return seconds, result["total"]["cycles"], slots["effective"], effectual


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1, help="runs, of which the median counts (Ridgeline: at least 5)")
    parser.add_argument("--all", action="store_true", help="the smallest and greatest products, too: a quarter of an hour")
    parser.add_argument("--product", action="append", metavar="M,N,K,A,B",
                        help="this product alone, with the sparsities A and B in percent; may be there several times")
    parser.add_argument("--source", type=pathlib.Path, help="a copy of STONNE's repository")
    parser.add_argument("--stonne", type=pathlib.Path, help="a binary of STONNE")
    parser.add_argument("--ridgeline", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    options = parser.parse_args()
    ours = options.ridgeline.resolve()
    for binary in [ours, *([options.stonne] if options.stonne else [])]:
        if not binary.exists():
            no_race(f"there is no '{binary}'")
    different = False
    times = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        theirs = options.stonne.resolve() if options.stonne else build(folder, options.source)
        print(f"{'product, sparsities':<26}{'effectual':>11} | {'STONNE':>10}{'multiplied':>12}{'s':>9}{'CPU s':>9} | "
              f"{'Ridgeline':>10}{'s':>9}{'CPU s':>9} | {'faster':>8}{'in CPU':>9}")
        problems = SMALL + MIDDLE + LARGE if options.all else MIDDLE
        if options.product:
            problems = [tuple(int(number) for number in one.split(",")) for one in options.product]
        for number, problem in enumerate(problems):
            their = stonne(theirs, problem, options.runs, folder / f"stonne{number}")
            our = ridgeline(ours, [problem], options.runs, folder / f"ridgeline{number}")
            m, n, k, first, second = problem
            label = f"{m}x{n}x{k}, {first} and {second} %"
            different |= our[2] != our[3]
            times.append((their[0], our[0]))
            (wall, cpu), (own, own_cpu) = their[0], our[0]
            print(f"{label:<26}{our[3]:>11,} | {their[1]:>10,}{their[2]:>12,}{wall:>9.3f}{cpu:>9.3f} | "
                  f"{our[1]:>10,}{own:>9.4f}{own_cpu:>9.4f} | {wall / own:>7,.0f}x{cpu / own_cpu:>8,.0f}x", flush=True)
        together = ridgeline(ours, problems, options.runs, folder / "together")
        different |= together[2] != together[3]
    (wall, cpu), (own, own_cpu) = [sum(their[i] for their, _ in times) for i in (0, 1)], together[0]
    print(f"all {len(problems)}, STONNE {COMMIT} {wall:.1f} s ({cpu:.1f} s of CPU) in {len(problems)} processes:")
    for name, ours_wall, ours_cpu in [
            ("as one trace in one process", own, own_cpu),
            (f"in {len(problems)} processes", sum(our[0] for _, our in times), sum(our[1] for _, our in times))]:
        print(f"  Ridgeline {name}: {ours_wall:.4f} s ({ours_cpu:.4f} s of CPU), "
              f"{wall / ours_wall:,.0f} times as fast, {cpu / ours_cpu:,.0f} in CPU time")
    if different:
        sys.exit("error: effective slots are not the effectual MACs of STONNE's matrices")


if __name__ == "__main__":
    main()
