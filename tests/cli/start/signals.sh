#!/usr/bin/env bash
# with --sig-proxy=false a signal ends the command and not the container; else the program gets it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name target box sh -c 'trap "exit 5" TERM; echo ready; while :; do sleep 0.1; done'
"$SKIFF" start -a --sig-proxy=false target >out 2>&1 &
pid=$!
wait_for grep -q ready out
kill -TERM $pid
wait $pid || true
is_state target running || fail "the container got the signal"
"$SKIFF" attach --sig-proxy=false target >out 2>&1 &
pid=$!
started $pid
run_ok stop target
run_ok wait target
expect_stdout 5
