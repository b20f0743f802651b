#!/usr/bin/env bash
# volume create prints its name, makes one up, and takes a name once
. "$(dirname "$0")/../lib.sh"

run_ok volume create --label a=b notes
expect_stdout notes
run_ok volume inspect notes
expect b "$(json '.[0].Labels.a')" "the label"
run_fails 125 volume create notes
expect_stderr_like 'notes.* already exists'
run_ok volume create
[ -n "$stdout" ] || fail "no name"
expect_one_line_error 125 volume create in/valid
