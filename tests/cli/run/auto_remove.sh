#!/usr/bin/env bash
# --rm removes the container and its anonymous volumes, in the foreground, in the background, and when it cannot start
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 3 run --rm -v /data box sh -c 'exit 3'
expect_stderr ''
run_fails 127 run --rm -v /data box nothing-here
expect_stderr 'Error: executable file "nothing-here" not found in $PATH'
id=$("$SKIFF" run -d --rm -v /data box sleep 0.1)
wait_for is_state "$id" none
run_ok ps -aq
expect_stdout ''
run_ok volume ls -q
expect_stdout ''
