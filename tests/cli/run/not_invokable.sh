#!/usr/bin/env bash
# a program that is not there is 127, one that cannot be run 126, an error of skiff 125
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

expect_one_line_error 127 run --rm box no-such-program
expect_one_line_error 127 run --rm box /no/such/program
expect_one_line_error 126 run --rm box /etc
expect_one_line_error 126 run --rm box /etc/not-executable
expect_one_line_error 125 run --rm --pull never no-such-image
run_ok ps -aq
expect_stdout ''
