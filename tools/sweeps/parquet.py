#!/usr/bin/env python3
"""Turns a sweep's table into Parquet: parquet.py POINTS.csv POINTS.parquet

The table is that of `ridgeline sweep collect --csv`; types are found from all of its rows. Needs: pip install duckdb
"""

import os
import sys

import duckdb


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, target = sys.argv[1:]
    if os.path.exists(target):
        sys.exit(f"error: '{target}' exists; remove it or give another name")
    table = duckdb.from_csv_auto(source, header=True, sample_size=-1)
    table.write_parquet(target + ".part", compression="zstd")
    os.rename(target + ".part", target)
    rows = duckdb.sql(f"select count(*) from '{target}'").fetchall()[0][0]
    print(f"{target}: {rows} points, {len(table.columns)} columns")


if __name__ == "__main__":
    main()
