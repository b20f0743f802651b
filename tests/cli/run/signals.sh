#!/usr/bin/env bash
# a signal to the command in the foreground reaches the program
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

"$SKIFF" run --sig-proxy=true --name target box sh -c 'trap "echo got it; exit 5" TERM; echo ready; while :; do sleep 0.1; done' >out 2>&1 &
pid=$!
wait_for grep -q ready out
kill -TERM $pid
code=0
wait $pid || code=$?
expect 5 $code "the exit code"
grep -q 'got it' out || fail "the program did not see it"
