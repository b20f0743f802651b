#!/usr/bin/env bash
# volume inspect has the folder of its data; a missing one is an error beside an empty array
. "$(dirname "$0")/../lib.sh"

run_ok volume create notes
run_ok volume inspect notes
[ -d "$(json '.[0].Mountpoint')" ] || fail "no folder: $(json '.[0].Mountpoint')"
expect local "$(json '.[0].Driver')"
run_fails 125 volume inspect nothing
expect_stderr 'Error: no volume with name "nothing" found: no such volume'
expect_stdout '[]'
