#!/usr/bin/env bash
# a pull that is ended by a signal takes away what it had half made, and dies of the signal
. "$(dirname "$0")/lib.sh"
hostile_start

"$SKIFF" pull -q "${trusted[@]}" "$registry/hang:1" >out 2>err &
pull=$!
started "$pull"
has_half() { [ -n "$(find "$SKIFF_ROOT"/layers/*/.aside -name hello 2>/dev/null)" ]; }
wait_for has_half
kill -TERM "$pull"
code=0
wait "$pull" || code=$?
expect 143 "$code" 'the exit code of a pull that was ended by SIGTERM'
expect '' "$(find "$SKIFF_ROOT"/layers/*/.aside "$SKIFF_ROOT/images/.aside" "$SKIFF_ROOT/images/blobs" -mindepth 1 ! -name sha256 ! -name .lock)" 'what was left'
