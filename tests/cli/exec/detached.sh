#!/usr/bin/env bash
# exec -d leaves a program running and ends at once
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
run_ok exec -d target sh -c 'until [ -e /go ]; do sleep 0.02; done; echo started >/started; exec sleep 500'
expect_stdout ''
expect_stderr ''
# It has ended, and the program has not even begun.
run_ok exec target test ! -e /started
run_ok exec target touch /go
wait_for "$SKIFF" exec target test -s /started
run_ok exec target ps
expect_stdout_like 'sleep 500'
