#!/usr/bin/env bash
# Builds Ridgeline for release and replays two networks that come with it; arguments go to `ridgeline demo`.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/prepare.sh"

say "Building ridgeline for release (the first time takes some minutes)"
# Package.swift links Swift's libraries into the program then.
RIDGELINE_STATIC=1 swift build -c release --product ridgeline >&2

if ldd .build/release/ridgeline | grep -q libswift; then
  fail "the program was built without Swift's libraries in it, so it cannot be copied to another machine"
fi

say "Running ridgeline demo"
output=ridgeline-demo
./.build/release/ridgeline demo -o "$output" --force "$@"

say "Written: $output/resnet50 and $output/llama2_7b_w4_decode_128; open the report.html in them with a browser"
