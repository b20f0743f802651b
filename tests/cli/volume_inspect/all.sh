#!/usr/bin/env bash
# volume inspect --all shows every volume, also through a template
. "$(dirname "$0")/../lib.sh"

run_ok volume inspect --all
expect_stdout '[]'
run_ok volume create a
run_ok volume create b
run_ok volume inspect -a --format '{{.Name}} {{.Scope}} {{.CreatedAt.Format "06"}}{{.Anonymous}}'
expect_stdout_like '^a local [0-9]{2}false$'
expect_stdout_like '^b local [0-9]{2}false$'
run_fails 125 volume inspect -a a
expect_stderr_line 'Error: --all and names exclude each other'
run_fails 125 volume inspect
expect_stderr_line 'Error: you must provide at least one name or id'
