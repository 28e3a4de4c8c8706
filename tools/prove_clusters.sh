#!/usr/bin/env bash
# Runs one sweep in one process, as a Slurm job array (whose tasks are requeued while they run), with GNU parallel, with Dask and with
# Ray, and says whether the tables are the same bytes: ./tools/prove_clusters.sh [SWEEP] [SHARDS]
#
# Starts a Slurm of one node (tools/slurm_node.sh; root) unless one runs, and installs what is missing: by apt, and with pip into a folder
# of its own. What it printed is in docs/sweeps.md.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
install_missing slurm parallel venv

sweep="${1:-array_by_dataflow}"
shards="${2:-8}"
ridgeline="${RIDGELINE:-$PWD/.build/release/ridgeline}"
[[ -x "$ridgeline" ]] || fail "there is no '$ridgeline'; build it with ./tools/demo.sh, or name it in RIDGELINE"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
seconds() { date +%s.%N; }
started=0

# The table of a folder's store, and whether it is the first one's.
verdict() {
  "$ridgeline" sweep collect "$sweep" -o "$work/$1" --csv "$work/$1.csv" 2>/dev/null
  local took rows
  took="$(awk "BEGIN { printf \"%.1f\", $(seconds) - $started }")"
  rows="$(($(wc -l <"$work/$1.csv") - 1))"
  if cmp -s "$work/one.csv" "$work/$1.csv"; then
    say "$2: $rows points, the same bytes, $took s"
  else
    fail "$2: $rows points, another table than that of one process"
  fi
}

started="$(seconds)"
"$ridgeline" sweep run "$sweep" -o "$work/one" 2>/dev/null
verdict one "one process"

sinfo >/dev/null 2>&1 || ./tools/slurm_node.sh start >/dev/null
export PATH="$(dirname "$ridgeline"):$PATH"
"$ridgeline" sweep emit slurm "$sweep" -o "$work/slurm" --shards "$shards" --time 00:10:00 >"$work/array.sbatch"
started="$(seconds)"
job="$(sbatch --parsable --chdir="$PWD" --output="$work/slurm-%a.log" --open-mode=append "$work/array.sbatch")"
requeued=0
# `sbatch --wait` polls with growing pauses, so the queue is asked here.
while states="$(squeue --noheader --array --jobs="$job" --format='%i %T' 2>/dev/null)" && [[ -n "$states" ]]; do
  # The first task that runs is requeued twice, as a preemption does.
  if (( requeued < 2 )) && running="$(grep -m 1 RUNNING <<<"$states" | cut -d' ' -f1)" && [[ -n "$running" ]]; then
    scontrol requeue "$running" 2>/dev/null && requeued=$((requeued + 1))
  fi
  # A requeued task is held back for two minutes by its begin time.
  { grep PENDING <<<"$states" || true; } | cut -d' ' -f1 | while read -r task; do
    scontrol update "JobId=$task" StartTime=now 2>/dev/null || true
  done
  sleep 1
done
verdict slurm "Slurm, $shards tasks, $requeued requeued"

started="$(seconds)"
parallel --jobs 2 "$ridgeline" sweep run "$sweep" -o "$work/parallel" --jobs 1 --shard "{}/$shards" ::: $(seq "$shards") 2>/dev/null
verdict parallel "GNU parallel"

python3 -m venv "$work/python"
"$work/python/bin/pip" install --quiet "dask[distributed]" ray duckdb
for engine in dask ray; do
  started="$(seconds)"
  "$work/python/bin/python" tools/sweeps/run_shards.py "$engine" "$sweep" -o "$work/$engine" --shards "$shards" \
    --ridgeline "$ridgeline" >"$work/$engine.log" 2>&1 || { cat "$work/$engine.log" >&2; fail "$engine"; }
  verdict "$engine" "$engine"
done

"$work/python/bin/python" tools/sweeps/parquet.py "$work/one.csv" "$work/one.parquet" >&2
