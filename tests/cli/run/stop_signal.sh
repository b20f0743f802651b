#!/usr/bin/env bash
# --stop-signal and --stop-timeout are what stop uses
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name asked --stop-signal USR1 --stop-timeout 30 box sh -c 'trap "exit 11" USR1; echo ready; while :; do sleep 0.1; done'
wait_for log_has asked ready
run_ok stop asked
run_ok wait asked
expect_stdout 11
run_ok run -d --name stubborn --stop-timeout 1 hello --ignore TERM --print ready --sleep inf
wait_for log_has stubborn ready
run_ok stop stubborn
run_ok wait stubborn
expect_stdout 137
