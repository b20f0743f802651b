#!/usr/bin/env bash
# info tells of host and store
. "$(dirname "$0")/../lib.sh"

run_ok info
expect_stdout_like "$SKIFF_ROOT"
expect_stderr ''
