#!/usr/bin/env python3
"""What searches, memories of DRAM, digits and generations cost, as docs/mapping.md and Benchmarks/README.md have it.

    python3 tools/time_bars.py [--program .build/release/ridgeline] [search] [dram] [digits] [generation] [outputs]

Whole processes. Searches by the clock, the least and the median of 25 runs; memories by the clock, the median of 11, and in seconds of CPU, the
least of them; digits in seconds of CPU, the least of five; generations by the clock, once each, and a step the least of three; outputs in seconds of CPU, and the page of 4,000 different operators as Chromium opens it, where there is one; each over those of what it is held against. Run it after a release build, on a machine that does nothing else; it judges nothing.
"""

import argparse
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

import open_timeline

ROOT = pathlib.Path(__file__).resolve().parent.parent
LINK = "latency: {} ns, outstanding: 64, request: 64 B"
MEMORIES = ["ddr4_2400", "ddr4_3200", "lpddr5_6400", "hbm2"]
DIGITS = ["two_sided16", "tensor_engine_opt4c", "tensor_engine_opt3", "tensor_engine_opt4e", "laconic"]
# Drawn values of int8, and a trained layer's.
VALUES = ["resnet50_int8_normal", "minilm_l6_block0"]


def times(program, design, trace, settings, rounds):
    """Seconds by the clock of each run, and the least of CPU."""
    path = trace if isinstance(trace, pathlib.Path) else f"Traces/{trace}.yaml"
    command = [program, "run", f"Configs/designs/{design}.yaml", path, *settings]
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


def from_files(program):
    """ResNet-50 with values from a file: those of the trained layer that ships, over and over, since no package at hand has its own."""
    try:
        import numpy
    except ModuleNotFoundError:
        print("ResNet-50 with values from a file: left out, as it needs numpy")
        return []
    folder = ROOT / ".build" / "resnet50_files"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "resnet50_int8_files.yaml"
    with numpy.load(ROOT / "Traces" / "minilm_l6_block0_values.npz") as layer:
        weights = numpy.concatenate([layer[name].ravel() for name in layer.files if name.endswith(".weight")])
        inputs = layer["layer.0.expand"].ravel()
    shown = subprocess.run([program, "show", "Traces/resnet50_int8_normal.yaml"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    arrays = {}
    for line in shown.splitlines():
        if found := re.match(r"(\S+) +(?:normal|relu|uniform) +([\d,]+) +([\d,]+) ", line):
            rows, columns = (int(number.replace(",", "")) for number in found.groups()[1:])
            arrays[found[1]] = numpy.resize(weights if found[1].endswith(".weight") else inputs, (rows, columns))
    numpy.savez(folder / "values.npz", **arrays)
    lines = []
    for line in (ROOT / "Traces" / "resnet50_int8_normal.yaml").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"  - \{name: ([^,]+),", line):
            line = re.sub(r"weight: (\*weight|&weight \{values: \{[^}]*\}\})", f'weight: {{values: "values.npz#{found[1]}.weight"}}', line)
            line = re.sub(r"output: (\*activation|&activation \{values: \{[^}]*\}\})", f'output: {{values: "values.npz#{found[1]}"}}', line)
        lines.append(line)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [path]


def digits(program):
    for trace in VALUES + from_files(program):
        base = None
        for design in DIGITS:
            _, cpu = times(program, design, trace, ["--no-wall"], 5)
            base = base or cpu
            print(f"{getattr(trace, 'stem', trace)} on {design:20} {cpu:.3f} s {cpu / base:5.1f} (the aim is 10)")


def once(program, *arguments):
    begin = time.monotonic()
    subprocess.run([program, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True)
    return time.monotonic() - begin


def generation(program):
    """LLaMA2-7B on FlightLLM, at `barrier` as the design has it, behind simulated HBM and without wall runs."""
    model = ["Configs/designs/flightllm_u280.yaml", "--model", "Configs/models/llama2_7b.json", "--weights", "int4"]
    # A step is the trace that ships, with weights of four bits.
    step = min(once(program, "run", model[0], "Traces/llama2_7b_w4_decode_128.yaml", "--no-wall") for _ in range(3))
    print(f"a decode step on flightllm_u280: {step:.2f} s (the aim is 1)")
    lengths = ["--prompt", "128", "--output", "512"]
    print(f"128 in, 512 out, in buckets of 16: {once(program, 'generate', *model, *lengths, '--bucket', '16'):.1f} s (the aim is 5)")
    print(f"128 in, 512 out, every step: {once(program, 'generate', *model, *lengths, '--bucket', '1'):.1f} s (the aim is 60)")


def different(folder, count):
    """A trace of so many operators, no two of which are alike."""
    path = folder / f"different_{count}.yaml"
    lines = [f"network: different-{count}", "formats: {input: int8, weight: int8, output: int8}", "inputs: {x: {elements: 8192}}", "operators:"]
    lines += [f"  - {{name: layer{i // 8}.op{i % 8}, op: matmul, input: x, m: 8, k: 1024, n: {16 + i}}}" for i in range(count)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def outputs(program):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _, simulated = times(program, "ws32", "resnet50", [], 11)
        _, written = times(program, "ws32", "resnet50", ["-o", str(folder / "out"), "--force"], 11)
        print(f"ResNet-50 on ws32: {simulated:.3f} s of CPU, all outputs {written - simulated:.3f} s more (the aim is less than the first)")
        for count in (300, 4000):
            out = folder / str(count)
            command = [program, "run", "Configs/designs/ws32.yaml", different(folder, count), "--no-wall", "-o", out]
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
            size = (out / "report.html").stat().st_size
            print(f"the page of {count} different operators: {size / 1e6:.2f} MB" + (" (the aim is 1)" if count == 300 else ""))
        browser = next((path for path in map(shutil.which, open_timeline.BROWSERS) if path), None)
        if browser is None:
            print("no Chromium found, so no page is opened")
            return
        took = opened(browser, folder / "4000" / "report.html")
        print(f"opened and painted in Chromium: {min(took):.2f} s at least, {statistics.median(took):.2f} s in the median (the aim is 2)")


def opened(browser, report):
    """Seconds of seven times from asking for a page to its picture."""
    took = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = subprocess.Popen(
            [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={folder}", "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            page = open_timeline.Page(open_timeline.page_of(folder))
            page.call("Page.enable")
            page.call("Emulation.setDeviceMetricsOverride", width=1440, height=900, deviceScaleFactor=1, mobile=False)
            for _ in range(7):
                page.call("Page.navigate", url="about:blank")
                time.sleep(0.3)
                begin = time.monotonic()
                page.call("Page.navigate", url=report.as_uri())
                while page.value("document.readyState") != "complete":
                    time.sleep(0.01)
                page.call("Page.captureScreenshot", format="png")
                took.append(time.monotonic() - begin)
        finally:
            process.terminate()
            process.wait()
    return took


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", metavar="PART", help="search, dram, digits, generation or outputs; all where none is named")
    parser.add_argument("--program", type=pathlib.Path, default=ROOT / ".build" / "release" / "ridgeline")
    options = parser.parse_args()
    parts = (search, dram, digits, generation, outputs)
    unknown = set(options.what) - {part.__name__ for part in parts}
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}; the parts are search, dram, digits, generation and outputs")
    if not options.program.is_file():
        parser.error(f"{options.program} is not there; ./tools/demo.sh builds it, or name another")
    for part in parts:
        if not options.what or part.__name__ in options.what:
            part(options.program.resolve())


if __name__ == "__main__":
    main()
