#!/usr/bin/env bash
# exec -d leaves a program running and ends at once
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
run_ok exec -d target sh -c 'echo started >/started; sleep 500'
wait_for "$SKIFF" exec target test -s /started
run_ok exec target ps
expect_stdout_like 'sleep 500'
