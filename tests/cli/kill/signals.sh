#!/usr/bin/env bash
# kill sends KILL or the signal asked for, by name or number; one that does not run is 125
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sh -c 'trap "echo usr1" USR1; trap "exit 13" INT; echo ready; while :; do sleep 0.1; done'
wait_for log_has target ready
run_ok kill -s USR1 target
wait_for log_has target usr1
run_ok kill --signal=2 target
run_ok wait target
expect_stdout 13
run_fails 125 kill target
expect_stderr_like '^Error: '
run_ok run -d --name other box sleep 1000
run_ok kill other
run_ok wait other
expect_stdout 137
run_fails 125 kill -s NONSENSE other
expect_stderr_line 'Error: invalid argument "NONSENSE" for "-s, --signal" flag: invalid signal: NONSENSE'
run_ok run -d --name third box sleep 1000
run_ok kill -a
wait_for is_state third exited
