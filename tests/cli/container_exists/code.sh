#!/usr/bin/env bash
# container exists is 0 or 1 without a word
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name one box true
run_ok container exists one
run_ok container exists --external one
expect_stdout ''
run_fails 1 container exists two
expect_stdout ''
expect_stderr ''
