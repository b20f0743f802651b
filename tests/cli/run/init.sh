#!/usr/bin/env bash
# --init: a small init is process 1, reaps orphans and hands signals on
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm --init box sh -c 'echo $$; cat /proc/1/comm'
expect_no_stdout_like '^1$'
run_ok run --rm --init hello --orphans 20 --exit 0
run_ok run -d --init --name polite box sh -c 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done'
wait_for log_has polite ready
run_ok stop polite
run_ok wait polite
expect_stdout 9
