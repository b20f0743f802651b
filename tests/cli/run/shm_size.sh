#!/usr/bin/env bash
# /dev/shm is 64 MiB large, or as large as --shm-size says
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box sh -c 'df -k /dev/shm | tail -n 1'
expect_stdout_like ' 65536 '
run_ok run --rm --shm-size 2m box sh -c 'df -k /dev/shm | tail -n 1'
expect_stdout_like ' 2048 '
expect_one_line_error 125 run --rm --shm-size much box true
