#!/usr/bin/env bash
# restart stops and starts: another process, the same container
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
before=$(pid_of target)
run_ok restart -t 0 target
expect_stdout target
is_state target running || fail "it does not run"
[ "$(pid_of target)" != "$before" ] || fail "it is the same process"
run_ok run --name ended box true
run_ok restart ended
run_fails 125 restart nobody
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
