#!/usr/bin/env bash
# attach --latest attaches to the container that was made last
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name one box sleep 1000
run_ok run -di --name two box sh -c 'read line; echo "got $line"; exit 3'
run_fails 3 attach -l <<<hello
expect_stderr ''
expect_stdout 'got hello'
expect_one_line_error 125 attach -l one
expect_stderr_like 'no arguments are needed with --latest'
expect_one_line_error 125 attach
expect_stderr_like 'you must provide at least one name or id'
