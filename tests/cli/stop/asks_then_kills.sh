#!/usr/bin/env bash
# stop sends SIGTERM, and SIGKILL at the timeout, with a warning; an ended one is no error, a missing one is
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name polite box sh -c 'trap "exit 12" TERM; echo ready; while :; do sleep 0.1; done'
wait_for log_has polite ready
run_ok stop polite
expect_stdout polite
run_ok wait polite
expect_stdout 12
run_ok run -d --name stubborn hello --ignore TERM --print ready --sleep inf
wait_for log_has stubborn ready
run_ok stop -t 1 stubborn
expect_stderr_like 'resorting to SIGKILL'
run_ok wait stubborn
expect_stdout 137
run_ok stop stubborn
run_fails 125 stop nobody
expect_stderr_like 'no container with name or ID "nobody" found'
run_ok stop -i nobody
