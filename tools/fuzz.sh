#!/usr/bin/env bash
# Fuzzes every reader of files: ./tools/fuzz.sh [SECONDS] [READER...]; 600 seconds in all when none are given.
#
# With RIDGELINE_FUZZ_BLIND=1 the readers are those of the release build, which is there already in CI: inputs are changed
# without a look at what they cover, from the same corpus, in which is what was found with such a look.
#
# libFuzzer finds inputs by coverage, from the inputs in Tests/Fuzz/Corpus and the files that ship. An input that
# crashes, takes ten seconds or more than 512 MB ends the script with its path. With RIDGELINE_FUZZ_KEEP=1 the smallest
# inputs that cover all that was covered become the new corpus.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
install_missing

seconds="${1:-600}"
shift || true
all=(design based_design energy_table setting trace masks mapping result scalesim_topology scalesim_configuration
  memory dramsim3 requests sweep store huggingface accelergy board npy npz safetensors smtx mtx)
readers=("${@:-${all[@]}}")
share=$(( seconds / ${#readers[@]} ))
(( share > 0 )) || share=1

say "Building the fuzzer"
if [[ "${RIDGELINE_FUZZ_BLIND:-}" == 1 ]]; then
  [[ "${RIDGELINE_FUZZ_KEEP:-}" != 1 ]] || fail "nothing can be kept of a blind run, which does not see what an input covers"
  RIDGELINE_FUZZ=blind swift build -c release --product Fuzz 2>&1 | tail -1
  # Without counters nothing tells it to try longer inputs.
  # With a seed that stays, CI finds in a change what the change brought, and the runs by hand what has been there.
  fuzz=(.build/release/Fuzz -keep_seed=1 -len_control=0 -seed=1)
else
  RIDGELINE_FUZZ=1 swift build -c release --product Fuzz --sanitize fuzzer --scratch-path .build/fuzz 2>&1 | tail -1
  fuzz=(.build/fuzz/release/Fuzz)
fi

# The seeds of a reader beside its own corpus: files that ship, and the wrong ones of the diagnostics' tests.
seeds() {
  case "$1" in
    design) find Configs/designs Tests/HardwareTests/Diagnostics -name '*.yaml' ;;
    energy_table) find Configs/energy Tests/HardwareTests -name '*.yaml' -size -64k ;;
    result) find Tests/ReportsTests/Golden -name '*.json' -size -256k ;;
    trace | masks) find Traces Tests/WorkloadsTests -name '*.yaml' -size -64k ;;
    mapping) find Tests -path '*MappingDiagnostics*' -name '*.yaml' ;;
    scalesim_topology) find Tests -name '*.csv' -path '*iagnostics*' ;;
    scalesim_configuration) find Tests -name '*.cfg' ;;
    memory) find Configs/memories Tests/HardwareTests/Diagnostics -name '*.yaml' ;;
    dramsim3) find Tests -name '*.ini' ;;
    store)
      local failed='{"point":1,"status":"failed","message":"no memory"}'
      printf '{"point":0,"status":"ok","figures":{"cycles":3769}}\n%s\n' "$failed" >"$work/rows"
      # A point that is there twice, and a line that a killed run did not end.
      printf '%s\n{"point":1,"status":"ok","figures":{"cycles":3778.5}}\n{"point":0,"sta' "$failed" >"$work/torn"
      # A row with its keys twice.
      printf '{"point":1,"status":"failed","point":0,"status":"ok","figures":{"cycles":3769}}\n' >"$work/twice"
      printf '%s\n' "$work/rows" "$work/torn" "$work/twice" ;;
    sweep) find Configs/sweeps Tests/SweepsTests/Diagnostics -name '*.yaml' ;;
    huggingface) find Configs/models Tests -name '*.json' -path '*odels*' -size -64k ;;
    accelergy)
      local folder=Tests/HardwareTests/Accelergy
      { cat $folder/simba.ERT.yaml; printf '\0'; cat $folder/map.yaml; printf '\0'; cat $folder/simba.ART.yaml; } >"$work/whole"
      { cat $folder/older.ERT.yaml; printf '\0'; cat $folder/small_map.yaml; } >"$work/older"
      printf '%s\n' "$work/whole" "$work/older" ;;
    board) find Configs/boards Configs/rooflines -name '*.yaml' ;;
    npy | npz | safetensors | smtx | mtx) find Tests/TensorsTests/Files/Fixtures -name "*.$1" ;;
  esac
}

# Swift would catch the signal of a crash itself, and libFuzzer would not write what caused it.
export SWIFT_BACKTRACE=enable=no
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
for reader in "${readers[@]}"; do
  say "Fuzzing the reader '$reader' for $share s"
  mkdir -p "$work/$reader/new" "$work/$reader/seeds" "$work/$reader/corpus"
  packed="Tests/Fuzz/Corpus/$reader.tar.gz"
  [[ ! -e "$packed" ]] || tar -xzf "$packed" -C "$work/$reader/corpus"
  number=0
  while read -r file; do
    cp "$file" "$work/$reader/seeds/$(( number++ ))"
  done < <(seeds "$reader")
  log="$work/$reader/log"
  if ! RIDGELINE_FUZZ_READER="$reader" "${fuzz[@]}" -max_total_time="$share" -timeout=10 \
    -rss_limit_mb=512 -max_len=65536 -dict=Tests/Fuzz/words.txt -print_final_stats=1 \
    -artifact_prefix="$PWD/fuzz-$reader-" \
    "$work/$reader/new" "$work/$reader/corpus" "$work/$reader/seeds" >"$log" 2>&1; then
    tail -40 "$log" >&2
    exit 1
  fi
  grep -E 'number_of_executed_units|peak_rss_mb|slowest_unit' "$log" | sed 's/^stat::/  /'
  if [[ "${RIDGELINE_FUZZ_KEEP:-}" == 1 ]]; then
    mkdir -p "$work/$reader/least"
    RIDGELINE_FUZZ_READER="$reader" "${fuzz[@]}" -merge=1 -max_len=2048 -rss_limit_mb=512 -timeout=10 \
      "$work/$reader/least" "$work/$reader/corpus" "$work/$reader/new" >"$log" 2>&1
    tar --sort=name --owner=0 --group=0 --mtime=@0 -cf - -C "$work/$reader/least" . | gzip -9n >"$packed"
  fi
done
say "No crash, no hang, no more than 512 MB"
