#!/usr/bin/env bash
# with RUNROOT full what runs can be entered, stopped and removed; a start fails in one line and leaves nothing
# disk: tmpfs 96M
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web box sh -c 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'
wait_for log_has web ready
run_ok create --name made box true
fill "$SKIFF_RUNROOT"
inventory >before
no_space 125 run --rm box true
no_space 125 run -d --rm box sleep 1000
# As docker does it, one that could not start stays, to be looked at and started later.
expect_one_line_error 125 run -d --name later box sleep 1000
is_state later created || fail "not started, it is $(state later)"
expect_one_line_error 125 start made
run_ok exec web true
run_ok ps
run_ok stop web
run_ok wait web
expect_stdout 7
run_ok rm web
run_ok rm made
free_room "$SKIFF_RUNROOT"
run_ok start later
is_state later running || fail "started, it is $(state later)"
