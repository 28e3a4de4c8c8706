#!/usr/bin/env python3
"""Replays four streams on every shipped memory, and prints the table of docs/memories.md.

    tools/memory_streams.py [--program .build/release/ridgeline] [--requests 65536] [--set PATH=VALUE]... [NAME...]

The streams are of one burst a request, all there from clock 0: reads of neighbouring bursts; reads 4 KiB apart; reads of random
bursts of a quarter of the memory; and neighbouring bursts of which every third is a write of another quarter.
"""
import argparse
import json
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOSSES = ["turnaround", "row_miss", "bank_group", "four_activate", "refresh", "controller", "no_request"]


def random_numbers(seed):
    """SplitMix64, so that the streams are the same everywhere."""
    mask = (1 << 64) - 1
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & mask
        value = seed
        value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & mask
        value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & mask
        yield value ^ (value >> 31)


def streams(count, burst, capacity):
    """The streams by name: pairs of a direction and an address."""
    quarter = capacity // 4
    draw = random_numbers(1)
    yield "sequential", (("R", i * burst) for i in range(count))
    yield "strided", (("R", i * 4096 % capacity) for i in range(count))
    yield "random", (("R", next(draw) % (quarter // burst) * burst) for i in range(count))
    yield "mixed", (
        ("W", quarter + i // 3 * burst) if i % 3 == 2 else ("R", (i - i // 3) * burst) for i in range(count))


def replay(program, name, pairs, settings, folder):
    path = pathlib.Path(folder) / "requests.txt"
    path.write_text("".join(f"0 {direction} {address:#x}\n" for direction, address in pairs))
    command = [program, "memory", name, str(path), "--json"] + [f"--set={text}" for text in settings]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {run.stderr}")
    return json.loads(run.stdout)


def cell(result):
    """The share of the peak, and the greatest two losses."""
    stack = result["bus_cycles"]
    total = sum(stack.values())
    moved = stack["read"] + stack["write"]
    losses = sorted(((stack[name] / total, name) for name in LOSSES), reverse=True)[:2]
    text = ", ".join(f"{name.replace('_', ' ')} {100 * share:.0f}" for share, name in losses if share >= 0.005)
    return f"{100 * moved / total:.1f} ({text})" if text else f"{100 * moved / total:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / ".build/release/ridgeline"))
    parser.add_argument("--requests", type=int, default=65536)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or sorted(path.stem for path in (ROOT / "Configs/memories").glob("*.yaml"))
    print("| memory | sequential | strided 4 KiB | random | 2 reads, 1 write |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            first = replay(options.program, name, [("R", 0)], options.set, folder)
            places = first["memory"]["organization"]
            burst = places["bus_width"] // 8 * places["burst_length"]
            capacity = burst
            for key in ["channels", "pseudo_channels", "ranks", "bank_groups", "banks", "rows", "bursts"]:
                capacity *= places[key]
            cells = [
                cell(replay(options.program, name, pairs, options.set, folder))
                for _, pairs in streams(options.requests, burst, capacity)
            ]
            print(f"| `{name}` | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
