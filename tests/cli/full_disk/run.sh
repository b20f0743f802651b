#!/usr/bin/env bash
# run, run -d, create and start on a full disk fail in one line and leave nothing; with room again they work
# disk: ext4 96M
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run --rm box true
run_ok create --name made box true
fill "$SKIFF_ROOT"
inventory >before
no_space 125 run --rm box true
no_space 125 run --name taken box true
no_space 125 run -d --name taken box sleep 1000
no_space 125 run -d --rm -v /data -v named:/named box sleep 1000
no_space 125 create --name taken box true
no_space 125 volume create more
expect_one_line_error 125 start made
run_ok ps -a
expect_no_stdout_like taken
free_room "$SKIFF_ROOT"
run_ok run --rm --name taken box true
run_ok start made
run_ok wait made
expect_stdout 0
