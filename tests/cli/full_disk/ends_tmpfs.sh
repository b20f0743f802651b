#!/usr/bin/env bash
# stop, kill, rm and prune work on a full disk in memory, and exit codes are kept
# disk: tmpfs 96M
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

for name in stopped killed ends removed alone; do
  run_ok run -d --name $name box sh -c 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'
  wait_for log_has $name ready
done
run_ok run -d --rm --name passing -v /data box sleep 1000
run_fails 4 run --name old box sh -c 'exit 4'
kill -KILL "$("$SKIFF" inspect alone | jq -r '.[0].State.ConmonPid')"
fill "$SKIFF_ROOT"

run_ok ps
run_ok stop stopped
# Not an inode is left for the file that is this fact.
expect_stderr_like '^Warning: container [0-9a-f]{12}: cannot record that a stop was asked: no space left on device$'
run_ok wait stopped
expect_stdout 7
run_ok kill killed
run_ok wait killed
expect_stdout 137
# The exec may be ended with what it ends.
capture exec ends sh -c 'kill -TERM 1'
run_ok wait ends
expect_stdout 7
run_ok stop alone
is_state alone exited || fail "stopped, it is $(state alone)"
run_ok rm -f removed
run_ok rm stopped alone
run_ok stop -t 0 passing
run_ok ps -a
expect_no_stdout_like 'removed|stopped|alone|passing'
run_ok inspect ends
expect "exited 7" "$(json '.[0].State | "\(.Status) \(.ExitCode)"')"
run_ok container prune -f
run_ok ps -aq
expect_stdout ''
