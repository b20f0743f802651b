#!/usr/bin/env bash
# stop --signal sends that one first
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sh -c 'trap "exit 21" HUP; echo ready; while :; do sleep 0.1; done'
wait_for log_has target ready
run_ok stop --signal HUP target
run_ok wait target
expect_stdout 21
