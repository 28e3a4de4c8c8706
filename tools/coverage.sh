#!/usr/bin/env bash
# Runs the tests and prints the line coverage of the rooms; fails where one of those named below is under its bar.
# Arguments go to `swift test`. Needs no more than the tests do.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"
install_missing python

build=".build/coverage"
say "Building and running the tests with counters"
swift test -c release --disable-xctest --disable-testable-imports --enable-code-coverage --scratch-path "$build" "$@" </dev/null | tail -1

# The first of the objects is the tests; the counters of all rooms are in it.
profile="$(find "$build" -name 'default.profdata' | head -1)"
object="$(find "$build" -name 'ridgelinePackageTests.xctest' -path '*release*' | head -1)"
# The toolchain's own: another one may not know the format.
"$(dirname "$(readlink -f "$(command -v swift)")")/llvm-cov" export -summary-only -instr-profile "$profile" "$object" >"$build/coverage.json"
exec python3 tools/coverage.py "$build/coverage.json"
