#!/usr/bin/env bash
# an unknown command is 125, and one near it is named
. "$(dirname "$0")/../lib.sh"

run_fails 125 rnu
run_fails 125 inspcet
expect_stderr_like 'unrecognized command `skiff inspcet`'
expect_stderr_like 'inspect'
run_fails 125 container lst
expect_stderr_like '^Error: '
run_fails 125 help nonsense
