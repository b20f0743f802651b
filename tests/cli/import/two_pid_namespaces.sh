#!/usr/bin/env bash
# a command in another pid namespace leaves alone what an import is making, and removes it once its maker was killed
# started-as: root
. "$(dirname "$0")/../lib.sh"
act_as_account

import_from_fifo() { "$SKIFF" import - "$1" <"$T/fifo" >"$T/slow.out" 2>"$T/slow.err" & }
half_made() { find "$SKIFF_ROOT/images/.aside" "$SKIFF_ROOT"/layers/*/.aside -mindepth 1 -maxdepth 1 -name 'new-*'; }
is_unpacking() { [ -n "$(find "$SKIFF_ROOT"/layers/*/.aside -path '*/tree/*' -print -quit)" ]; }
elsewhere() { unshare --pid --fork --mount --mount-proc --kill-child -- "$SKIFF" "$@"; }

mkfifo "$T/fifo"
chmod 666 "$T/fifo"
half=$(($(stat -c %s "$FIXTURES/busybox.tar") / 2))

import_from_fifo slow
slow=$!
exec 5>"$T/fifo"
head -c "$half" "$FIXTURES/busybox.tar" >&5
wait_for is_unpacking
made=$(half_made)
elsewhere import "$FIXTURES/busybox.tar" other >"$T/.out" 2>"$T/.err" || fail "the other import: $(cat "$T/.err")"
expect "$made" "$(half_made)" "what the first import is making"
tail -c "+$((half + 1))" "$FIXTURES/busybox.tar" >&5
exec 5>&-
wait "$slow" || fail "the slow import: $(cat "$T/slow.err")"
run_ok image exists slow
run_ok image exists other

import_from_fifo killed
killed=$!
exec 5>"$T/fifo"
head -c "$half" "$FIXTURES/busybox.tar" >&5
wait_for is_unpacking
# The wrapper, if there is one, has become the command by exec.
kill -KILL "$killed"
wait "$killed" || true
exec 5>&-
[ -n "$(half_made)" ] || fail "the kill left nothing to remove"
is_swept() { elsewhere import "$FIXTURES/busybox.tar" third && [ -z "$(half_made)" ]; }
wait_for is_swept
expect '' "$(find "$SKIFF_ROOT/images/.aside" "$SKIFF_ROOT"/layers/*/.aside -mindepth 1)" "what lies aside"
