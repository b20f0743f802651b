#!/usr/bin/env bash
# volume exists tells by its exit code
. "$(dirname "$0")/../lib.sh"

run_ok volume create data
run_ok volume exists data
expect_stdout ''
run_fails 1 volume exists nothing
expect_stderr ''
run_fails 1 volume exists ../data
expect_stderr ''
