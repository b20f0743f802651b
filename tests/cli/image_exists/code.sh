#!/usr/bin/env bash
# image exists is 0 or 1 without a word
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok image exists box
run_ok image exists localhost/box:latest
run_fails 1 image exists other
expect_stdout ''
expect_stderr ''
