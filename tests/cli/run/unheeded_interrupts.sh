#!/usr/bin/env bash
# a person who interrupts a program in vain is told how to end it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

code=0
again=(--send '\x03' --expect got)
"$TESTS/cli/terminal" --expect ready "${again[@]}" "${again[@]}" --send '\x03' --expect 'skiff stop' --send '\x1c' -- \
  "$SKIFF" run --rm box sh -c 'trap "echo got" INT; trap "exit 5" QUIT; echo ready; while :; do sleep 1000 & wait; done' \
  >seen || code=$?
expect 5 "$code" "the exit code"
expect 1 "$(grep -c '^Warning: the program is still running: ' seen)" "warnings"
