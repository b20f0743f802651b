#!/usr/bin/env bash
# what a killed pull left is removed by the next one, which says so
. "$(dirname "$0")/lib.sh"
hostile_start

"$SKIFF" pull -q "${trusted[@]}" "$registry/hang:1" >out 2>err &
pull=$!
has_half() { [ -n "$(find "$SKIFF_ROOT"/layers/*/.aside -name hello 2>/dev/null)" ]; }
wait_for has_half
kill -KILL "$pull"
wait "$pull" || true
run_ok pull "${trusted[@]}" "$registry/x:1"
expect_stderr "Trying to pull $registry/x:1...
removing what an interrupted pull left"
run_ok pull "${trusted[@]}" "$registry/x:1"
expect_stderr "Trying to pull $registry/x:1..."
expect '' "$(find "$SKIFF_ROOT"/layers/*/.aside "$SKIFF_ROOT/images/.aside" -mindepth 1)" 'what was left'
