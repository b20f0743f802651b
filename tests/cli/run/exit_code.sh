#!/usr/bin/env bash
# `run` ends with the program's own exit code, or 128 and the signal
. "$(dirname "$0")/../lib.sh"

run_ok run --rm hello --exit 0
run_fails 7 run --rm hello --exit 7
expect_stderr ''
run_fails 255 run --rm hello --exit 255
expect_stderr ''
run_fails 137 run --rm hello --signal KILL
expect_stderr ''
run_fails 143 run --rm hello --signal TERM
expect_stderr ''
