#!/usr/bin/env bash
# skiff alone lists the commands under headings; help CMD and CMD --help say the same
. "$(dirname "$0")/../lib.sh"

run_ok
expect_stdout_line 'Containers:'
expect_stdout_line 'Images:'
expect_stdout_like '^  run '
run_ok help run
by_help=$stdout
run_ok run --help
expect_stdout "$by_help"
expect_stdout_like 'Usage:'
run_ok container --help
expect_stdout_like 'ls|list'
