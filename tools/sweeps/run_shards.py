#!/usr/bin/env python3
"""Runs the shards of a sweep on a cluster of Dask or Ray: run_shards.py dask|ray SWEEP -o FOLDER --shards N [--reuse FOLDER] [--ridgeline PATH]

Each shard is one task, `ridgeline sweep run SWEEP -o FOLDER --shard I/N --jobs 1`; what is lost is run again by the same
command. Give --address to use a cluster that runs (Dask: tcp://HOST:PORT, also one of dask-jobqueue; Ray: auto or HOST:PORT);
without it one is started on this machine. Needs: pip install "dask[distributed]", or ray
"""

import argparse
import os
import subprocess
import sys


def shard(ridgeline, sweep, folder, reused, index, count):
    command = [ridgeline, "sweep", "run", sweep, "-o", folder, "--shard", f"{index}/{count}", "--jobs", "1"]
    for other in reused:
        command += ["--reuse", other]
    done = subprocess.run(command, capture_output=True, text=True)
    return index, done.returncode, done.stderr.strip().splitlines()[-1:] or [""]


def with_dask(options, arguments):
    from dask.distributed import Client, LocalCluster, as_completed

    with (Client(options.address) if options.address else
          Client(LocalCluster(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None))) as client:
        tasks = [client.submit(shard, *one, pure=False) for one in arguments]
        for task in as_completed(tasks):
            yield task.result()


def with_ray(options, arguments):
    import ray

    ray.init(address=options.address or "local", include_dashboard=False, logging_level="ERROR")
    remote = ray.remote(shard)
    waiting = [remote.remote(*one) for one in arguments]
    while waiting:
        done, waiting = ray.wait(waiting)
        yield from ray.get(done)
    ray.shutdown()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("engine", choices=["dask", "ray"])
    parser.add_argument("sweep")
    parser.add_argument("-o", "--output", required=True)
    parser.add_argument("--shards", type=int, required=True)
    parser.add_argument("--reuse", action="append", default=[], help="take over rows of another store")
    parser.add_argument("--address")
    parser.add_argument("--ridgeline", default="ridgeline")
    options = parser.parse_args()
    # Tasks run in another folder.
    sweep = os.path.abspath(options.sweep) if os.path.exists(options.sweep) else options.sweep
    ridgeline = os.path.abspath(options.ridgeline) if os.path.exists(options.ridgeline) else options.ridgeline
    folder = os.path.abspath(options.output)
    os.makedirs(folder, exist_ok=True)
    reused = [os.path.abspath(other) for other in options.reuse]
    arguments = [(ridgeline, sweep, folder, reused, index, options.shards) for index in range(1, options.shards + 1)]
    failed = 0
    for index, status, lines in {"dask": with_dask, "ray": with_ray}[options.engine](options, arguments):
        failed += status != 0
        print(f"shard {index}/{options.shards}: {'done' if status == 0 else 'failed'} {lines[0]}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
