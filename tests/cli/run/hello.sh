#!/usr/bin/env bash
# `run hello` works from an empty store, without a network, and reports to a person
. "$(dirname "$0")/../lib.sh"

run_ok run --rm hello
expect_stdout_like 'isolat|namespace|container'
expect_stderr ''
run_ok ps -aq
expect_stdout ''
