#!/usr/bin/env python3
"""What searches, memories of DRAM, digits and generations cost, as docs/mapping.md and Benchmarks/README.md have it.

    python3 tools/time_bars.py [--program .build/release/ridgeline] [search] [dram] [digits] [generate]

Whole processes. Searches by the clock, the least and the median of 25 runs; memories by the clock, the median of 11, and in seconds of CPU, the
least of them; digits in seconds of CPU, the least of five; each over those of what it is held against. Generations by the clock, the least and the median of five. Run it after a release build, on a machine that does nothing else; it judges nothing.
"""

import argparse
import pathlib
import resource
import statistics
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = "latency: {} ns, outstanding: 64, request: 64 B"
MEMORIES = ["ddr4_2400", "ddr4_3200", "lpddr5_6400", "hbm2"]
DIGITS = ["two_sided16", "tensor_engine_opt4c", "tensor_engine_opt3", "laconic"]


def times(program, design, trace, settings, rounds):
    """Seconds by the clock of each run, and the least of CPU."""
    return timed([program, "run", f"Configs/designs/{design}.yaml", f"Traces/{trace}.yaml", *settings], rounds)


def timed(command, rounds):
    wall, cpu = [], []
    for _ in range(rounds):
        # To the microsecond, where os.times has ticks of ten milliseconds.
        begin, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        wall.append(time.monotonic() - begin)
        cpu.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return wall, min(cpu)


def search(program):
    wall, _ = times(program, "ws32", "resnet50", ["--no-wall", "--set", "mapping.search=full"], 25)
    print(f"ResNet-50 on ws32 with a search: {min(wall):.3f} s at least, {statistics.median(wall):.3f} s in the median (the aim is 0.2)")


def dram(program):
    for options in ([], ["--no-wall"]):
        flat = "memories.main={type: bandwidth, bandwidth: 19.2 GB/s, " + LINK.format(100) + "}"
        wall, base = times(program, "ws32", "resnet50", [*options, "--set", flat], 11)
        clock = statistics.median(wall)
        print(f"ResNet-50 on ws32 {' '.join(options)}\n  bandwidth    {clock:.3f} s, CPU {base:.3f} s")
        # The design's energies are worked out in both; devices say their own.
        for name in MEMORIES:
            setting = "memories.main={type: dram, preset: " + name + ", " + LINK.format(40) + "}"
            wall, cpu = times(program, "ws32", "resnet50", [*options, "--set", setting, "--set", "energy.memories=null"], 11)
            middle = statistics.median(wall)
            print(f"  {name:12} {middle:.3f} s {middle / clock:5.1f}, CPU {cpu:.3f} s {cpu / base:5.1f} (the aim is 3)")


def digits(program):
    base = None
    for design in DIGITS:
        _, cpu = times(program, design, "resnet50_int8_normal", ["--no-wall"], 5)
        base = base or cpu
        print(f"resnet50_int8_normal on {design:20} {cpu:.2f} s {cpu / base:5.1f} (the aim is 10)")


def generate(program):
    design = "Configs/designs/flightllm_u280.yaml"
    step = [program, "run", design, "Traces/llama2_7b_w4_decode_128.yaml", "--no-wall"]
    whole = [program, "generate", design, "--model", "Configs/models/llama2_7b.json", "--weights", "int4", "--prompt", "128", "--output", "512"]
    for name, command, aim in (("a decode step at 128 tokens", step, 1), ("128 in, 512 out, buckets of 16", whole, 5),
                               ("128 in, 512 out, every length", [*whole, "--bucket", "1"], 60)):
        wall, cpu = timed([*command, *([] if command is step else ["--set", "boundary=barrier"])], 5)
        print(f"LLaMA2-7B on flightllm_u280, {name}: {min(wall):.2f} s at least, {statistics.median(wall):.2f} s in the median, CPU {cpu:.2f} s (the aim is {aim})")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", metavar="PART", help="search, dram, digits or generate; all where none is named")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    options = parser.parse_args()
    parts = (search, dram, digits, generate)
    unknown = set(options.what) - {part.__name__ for part in parts}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; the parts are search, dram, digits and generate")
    if not options.program.is_file():
        parser.error(f"{options.program} is not there; ./tools/demo.sh builds it, or name another")
    for part in parts:
        if not options.what or part.__name__ in options.what:
            part(options.program.resolve())


if __name__ == "__main__":
    main()
