#!/usr/bin/env bash
# Builds Ridgeline's tests for release and runs them; arguments go to `swift test`, for example --filter Agreement.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

# For release, because the reference machine is five times slower in a debug build.
# Without testable imports, of which there are none: with them everything that the program is made of is compiled again.
say "Building and running the tests (the first time takes some minutes)"
exec swift test -c release --disable-xctest --disable-testable-imports "$@" </dev/null
