#!/usr/bin/env python3
"""Races DRAMsim3 against Ridgeline's DRAM engine, on the streams of DRAMBenchmarks.

    python3 tools/race_dramsim3.py                     downloads and builds DRAMsim3; builds no benchmark (Benchmarks/README.md)
    python3 tools/race_dramsim3.py --source FOLDER     builds it from its source
    python3 tools/race_dramsim3.py --runs 5            more runs
    python3 tools/race_dramsim3.py --benchmark PATH    another binary of DRAMBenchmarks

DRAMsim3 (commit 29817593) is built by g++ with -O3, with a main function that offers the requests as docs/dram.md, 4, says. Its times are of the
loop alone, without the reading of the stream, and so are ours: processor time, the least of all runs, one after the other on the same
machine. Its own files of devices are used, with one rank where ours has one. Exits with 1 where the cycles of a run differ, and with 2 where there
can be no race.
"""

import argparse
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from peers import no_race  # noqa: E402: nothing is to be written beside them

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = "https://github.com/umd-memsys/DRAMsim3"
COMMIT = "29817593"
FILES = (
    "bankstate channel_state command_queue common configuration controller dram_system hmc refresh simple_stats timing "
    "memory_system"
).split()
# Of each system: DRAMsim3's file, keys that are other than in it, and channels.
SYSTEMS = {
    "ddr4_2400_1r": ("DDR4_8Gb_x8_2400.ini", {"channel_size": "8192"}, 1),
    "ddr4_3200_1r_bglow": (
        "DDR4_8Gb_x8_3200.ini", {"channel_size": "8192", "address_mapping": "rochrabacobg"}, 1),
    "hbm2_1ch": ("HBM2_8Gb_x128.ini", {"channels": "1"}, 1),
    "hbm2_8ch": ("HBM2_8Gb_x128.ini", {}, 8),
    "lpddr4_2400_2r": ("LPDDR4_8Gb_x16_2400.ini", {}, 1),
}
MAIN = r"""
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>
#include "memory_system.h"
struct Record { uint64_t address; uint32_t arrival; uint32_t is_write; };
int main(int argc, char **argv) {
  if (argc < 5) return 2;
  int channels = std::stoi(argv[4]);
  FILE *file = fopen(argv[2], "rb");
  if (!file) return 2;
  std::vector<Record> records;
  Record record;
  while (fread(&record, sizeof record, 1, file) == 1) records.push_back(record);
  fclose(file);
  uint64_t returned = 0;
  auto done = [&](uint64_t) { returned++; };
  dramsim3::MemorySystem memory(argv[1], argv[3], done, done);
  timespec before, after;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
  size_t next = 0;
  uint64_t cycle = 0;
  bool has_writes = false;
  for (; returned < records.size(); cycle++) {
    memory.ClockTick();
    for (int i = 0; i < channels && next < records.size(); i++) {
      const Record &first = records[next];
      if (first.arrival > cycle || !memory.WillAcceptTransaction(first.address, first.is_write)) break;
      memory.AddTransaction(first.address, first.is_write);
      has_writes = has_writes || first.is_write;
      next++;
    }
  }
  for (int i = 0; has_writes && i < 1000; i++, cycle++) memory.ClockTick();
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
  printf("%.6f %llu\n", (after.tv_sec - before.tv_sec) + (after.tv_nsec - before.tv_nsec) / 1e9,
         (unsigned long long)cycle);
}
"""


def run(command, folder=None):
    """What a command prints; the race is off where it fails."""
    done = subprocess.run([str(part) for part in command], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        no_race(f"'{command[0]}' ended with {done.returncode}:\n{(done.stderr or done.stdout)[-800:]}")
    return done.stdout


def build(source, folder):
    """DRAMsim3 with our main function."""
    if source is None:
        source = folder / "source"
        run(["git", "clone", "--quiet", SOURCE, source])
        run(["git", "-C", source, "checkout", "--quiet", COMMIT])
    (folder / "main.cc").write_text(MAIN)
    files = [source / "src" / f"{name}.cc" for name in FILES]
    include = [f"-I{source / part}" for part in ("src", "ext/headers", "ext/fmt/include")]
    run(["g++", "-O3", "-std=c++11", "-DFMT_HEADER_ONLY=1", *include, "-o", folder / "race", folder / "main.cc", *files])
    return source


def description(source, name, folder):
    """A system's file, with the keys changed that are other than in DRAMsim3's."""
    file, changes, _ = SYSTEMS[name]
    changes = {**changes, "epoch_period": "2000000000", "output_level": "0"}
    lines = []
    for line in (source / "configs" / file).read_text().splitlines():
        key = line.split("=")[0].strip()
        lines.append(f"{key} = {changes.pop(key)}" if key in changes else line)
    if changes:
        no_race(f"{file} has no {', '.join(changes)}")
    path = folder / f"{name}.ini"
    path.write_text("\n".join(lines) + "\n")
    return path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--benchmark", type=pathlib.Path, default=ROOT / "Benchmarks/.build/release/DRAMBenchmarks")
    options = parser.parse_args()
    if not options.benchmark.exists():
        no_race(f"there is no {options.benchmark}; build it as Benchmarks/README.md says")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        source = build(options.source and options.source.resolve(), folder)
        run([options.benchmark, "--write", folder])
        times = []
        for line in (folder / "streams.txt").read_text().splitlines():
            system, stream, cycles = line.split()
            path = description(source, system, folder)
            command = [folder / "race", path, folder / f"{system}.{stream}.bin", folder, SYSTEMS[system][2]]
            results = [run(command).split() for _ in range(options.runs)]
            if any(result[1] != cycles for result in results):
                print(f"{system} {stream}: {results[0][1]} cycles in DRAMsim3, {cycles} here")
                sys.exit(1)
            times.append(f"{system} {stream} {min(float(result[0]) for result in results):.6f}")
        (folder / "times.txt").write_text("\n".join(times) + "\n")
        print(run([options.benchmark, "--rounds", options.runs, "--times", folder / "times.txt"]), end="")


if __name__ == "__main__":
    main()
