#!/usr/bin/env bash
# Builds Ridgeline's tests for release and runs them; arguments go to `swift test`, for example --filter Agreement.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

# For release, because the reference machine is five times slower in a debug build.
# Without testable imports, of which there are none: with them everything that the program is made of is compiled again.
say "Building and running the tests (the first time takes some minutes)"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
status=0
swift test -c release --disable-xctest --disable-testable-imports "$@" </dev/null 2>&1 | tee "$log" || status=$?
# Tests run side by side and print thousands of lines: what failed is said again where it is looked for, at the end.
if [[ $status -ne 0 ]]; then
  echo "== What failed"
  grep --after-context=4 -E '✘.*(recorded an issue|failed after)|error:' "$log" | grep -vE '^(--|✔|◇)' | tail -n 200 || true
  tail -n 1 "$log"
fi
exit "$status"
