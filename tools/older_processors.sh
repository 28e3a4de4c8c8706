#!/usr/bin/env bash
# Runs the counting kernels on emulated older processors: without POPCNT, with it, with AVX2, and with all that the
# emulator knows. Installs qemu-user by apt where it is missing. For x86-64 Linux, where the kernels are cloned.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

[[ "$(uname -sm)" == "Linux x86_64" ]] || {
  say "Not an x86-64 Linux: there is one version of each kernel, which the tests have run"
  exit 0
}
install_missing qemu

# The compiler that SwiftPM builds the kernels with, and as a release build does.
clang="$(dirname "$(readlink -f "$(command -v swift)")")/clang"
program="$(mktemp)"
trap 'rm -f "$program"' EXIT
"$clang" -O2 -I Sources/CMaskKernels/include Sources/CMaskKernels/*.c tools/older_processors.c -o "$program"

while read -r processor expected; do
  found="$(qemu-x86_64 -cpu "$processor" "$program" 2> >(grep -v 'TCG doesn.t support' >&2))" ||
    fail "the kernels are wrong on the processor '$processor'"
  [[ "$found" == *"$expected"* ]] || fail "the emulated '$processor' is not what it should be: $found"
  say "$processor: $found"
done <<'END'
core2duo popcnt 0, avx2 0
Nehalem popcnt 1, avx2 0
Haswell popcnt 1, avx2 1
max popcnt 1, avx2 1
END
say "This machine: $("$program")"
