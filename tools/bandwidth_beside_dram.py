#!/usr/bin/env python3
"""Runs networks on every shipped memory, as devices and as one flat bandwidth of the same peak, and prints the tables of
docs/dram-versus-bandwidth.md.

    tools/bandwidth_beside_dram.py [--program .build/release/ridgeline] [--design FILE] [--trace FILE]... [--set PATH=VALUE]... [NAME...]
    tools/bandwidth_beside_dram.py --operators hbm3

Both memories have 40 ns of controller and way, requests of 64 B and a window that never limits; the flat one's latency has the
devices' idle read besides (activate, read, burst), so that what differs is not that. Where the tensors do not fit, the devices
have more rows (--rows).
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WAY = 40  # ns
HASH = "[{field: channel, by: column, shift: 1}, {field: bank_group, by: row}, {field: bank, by: row, shift: 2}]"
LOSSES = ["turnaround", "row_miss", "bank_group", "four_activate", "refresh", "controller", "no_request"]


def call(command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: {done.stderr}")
    return json.loads(done.stdout)


def resolved(program, name):
    """The memory as a replay's result has it, and its peak in bytes a second."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requests:
        requests.write("0 R 0x0\n")
        requests.flush()
        result = call([program, "memory", name, requests.name, "--json"])
    return result["memory"], result["peak_bandwidth_bytes_per_s"]


def run(options, trace, memory):
    settings = [f"memories.main={memory}", "energy=null"] + options.set
    command = [options.program, "run", options.design, trace, "--no-wall", "--json"]
    result = call(command + [f"--set={text}" for text in settings])
    return result, result["total"]


def losses(memory):
    """Shares of the data buses' cycles: what moved data, and the greatest three classes of the rest."""
    stack = memory["dram"]["bus_cycles"]
    total = sum(stack.values())
    moved = (stack["read"] + stack["write"]) / total
    rest = sorted(((stack[name] / total, name) for name in LOSSES), reverse=True)[:3]
    return moved, ", ".join(f"{name.replace('_', ' ')} {100 * share:.0f}" for share, name in rest if share >= 0.005)


def memories(options, name, system=""):
    """The two entries of a design, and what is known of the devices."""
    memory, peak = resolved(options.program, name)
    timing, places = memory["timing"], memory["organization"]
    number, unit = memory["clock_period"].split()
    clock = float(number) / {"ns": 1, "ps": 1000}[unit]
    activation = timing.get("tRCD", timing.get("tRCDRD"))
    idle = (activation + timing["CL"] + places["burst_clocks"]) * clock
    window = 64
    while window * 64 < peak * 400e-9:
        window *= 2
    if name in options.rows:
        system = f"organization: {{rows: {2 * places['rows']}}}"
    common = f"outstanding: {window}, request: 64 B"
    preset = f"preset: {ROOT}/Configs/memories/{name}.yaml"
    flat = f"{{type: bandwidth, bandwidth: {peak / 1e6:.0f} MB/s, latency: {WAY + idle:.0f} ns, {common}}}"
    return flat, f"{{type: dram, {preset}, latency: {WAY} ns, {common}, system: {{{system}}}}}", places, peak


def line(options, trace, name):
    flat, devices, places, peak = memories(options, name)
    result, devices = run(options, trace, devices)
    _, flat = run(options, trace, flat)
    memory = devices["memories"]["main"]
    moved, rest = losses(memory)
    change = 100 * (devices["time_s"] / flat["time_s"] - 1)
    overfetched = 100 * memory["overfetched_bytes"] / max(1, memory["bursts"] * burst_bytes(places))
    waits = [100 * (1 - total["cycle_stack"]["working"] / total["cycles"]) for total in (flat, devices)]
    return result["network"], (
        f"| `{name}` | {peak / 1e9:.1f} | {1e3 * flat['time_s']:.2f} | {1e3 * devices['time_s']:.2f} | {change:+.0f} % "
        f"| {waits[0]:.0f} -> {waits[1]:.0f} % | {100 * moved:.0f} ({rest}) | {100 * memory['dram']['row_hit_rate']:.0f} "
        f"| {overfetched:.0f} |")


def operators(options, trace, name):
    """Prints the operators of more than a hundredth of the time: flat, on devices, and on devices with a hash."""
    flat, plain, _, _ = memories(options, name)
    hashed = memories(options, name, f"hash: {HASH}")[1]
    results = [run(options, trace, memory)[0] for memory in (flat, plain, hashed)]
    print("| operator | flat, cycles | devices | x | row hits, % | buses busy, and why not, % | devices with a hash | x |")
    print("|---|---|---|---|---|---|---|---|")
    whole = results[1]["total"]["cycles"]
    for one, devices, other in zip(*(result["operators"] for result in results)):
        if devices["cycles"] * devices["repeat"] < 0.01 * whole:
            continue
        memory = devices["memories"]["main"]
        moved, rest = losses(memory)
        print(
            f"| `{one['name']}` | {one['cycles']:,} | {devices['cycles']:,} | {devices['cycles'] / one['cycles']:.1f} "
            f"| {100 * memory['dram']['row_hit_rate']:.0f} | {100 * moved:.0f} ({rest}) | {other['cycles']:,} "
            f"| {other['cycles'] / one['cycles']:.1f} |")
    flat, devices, hashed = (result["total"]["cycles"] for result in results)
    print(f"| all | {flat:,} | {devices:,} | {devices / flat:.1f} | | | {hashed:,} | {hashed / flat:.1f} |")


def burst_bytes(places):
    return places["bus_width"] // 8 * places["burst_length"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=str(ROOT / ".build/release/ridgeline"))
    parser.add_argument("--design", default="Configs/designs/nvdla_large.yaml")
    parser.add_argument("--trace", action="append", metavar="FILE")
    parser.add_argument("--rows", action="append", default=["lpddr4_3200"], metavar="NAME", help="memories of twice the rows")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="changes the design")
    parser.add_argument("--operators", metavar="NAME", help="one memory, operator by operator")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    names = options.names or sorted(path.stem for path in (ROOT / "Configs/memories").glob("*.yaml"))
    if options.operators:
        for trace in options.trace or ["Traces/llama2_7b_decode.yaml"]:
            operators(options, trace, options.operators)
        return
    for trace in options.trace or ["Traces/resnet50.yaml", "Traces/llama2_7b_decode.yaml"]:
        heading = None
        for name in names:
            network, text = line(options, trace, name)
            if heading is None:
                heading = network
                print(f"`{network}`:\n")
                print("| memory | GB/s | flat, ms | devices, ms | more | without the array | buses busy, and why not, % | row hits, % | over-fetched, % |")
                print("|---|---|---|---|---|---|---|---|---|")
            print(text, flush=True)
            print(f"{trace} on {name}", file=sys.stderr)
        print()


if __name__ == "__main__":
    main()
