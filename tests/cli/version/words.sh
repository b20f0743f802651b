#!/usr/bin/env bash
# version and --version name the version
. "$(dirname "$0")/../lib.sh"

run_ok --version
expect_stdout_like '^skiff version [0-9]+\.[0-9]+'
run_ok version
expect_stdout_like '[0-9]+\.[0-9]+\.[0-9]+'
