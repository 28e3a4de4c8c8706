#!/usr/bin/env python3
"""Prints the line coverage of each room from what llvm-cov exports; `tools/coverage.sh` calls it.

Exits with 1 where a room that decides numbers is under 95 %.
"""

import json
import pathlib
import sys

BAR = 95.0
ROOMS_WITH_BAR = ("Mapping", "Simulation", "Accounting", "Replay")


def main(path):
    lines = {}
    files = {}
    for entry in json.load(open(path))["data"][0]["files"]:
        parts = pathlib.PurePath(entry["filename"]).parts
        # The last one, because the repository may itself lie in a folder of that name.
        if "Sources" not in parts or ".build" in parts or "checkouts" in parts:
            continue
        place = len(parts) - 1 - parts[::-1].index("Sources")
        room = parts[place + 1]
        count, covered = (entry["summary"]["lines"][key] for key in ("count", "covered"))
        total = lines.setdefault(room, [0, 0])
        total[0] += count
        total[1] += covered
        files.setdefault(room, []).append((count - covered, count, "/".join(parts[place + 1:])))
    missed = []
    for room, (count, covered) in sorted(lines.items()):
        share = 100 * covered / count if count else 100.0
        print(f"{room:<14} {covered:>6} of {count:>6} lines  {share:6.2f} %")
        if room in ROOMS_WITH_BAR and share < BAR:
            missed.append(room)
    for room in missed:
        print(f"{room} is under {BAR} %; the files with the most lines that no test runs:")
        for lost, count, name in sorted(files[room], reverse=True)[:10]:
            print(f"  {lost:>4} of {count:>4}  {name}")
    return 1 if missed or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
