#!/usr/bin/env bash
# inspect of a missing object prints an empty array and one error line, and what there is of others
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 125 inspect nobody
expect_stdout '[]'
expect_stderr 'Error: no such object: "nobody"'
run_ok create --name one box true
run_fails 125 inspect one nobody
expect_stderr 'Error: no such object: "nobody"'
expect 1 "$(json length)" "objects"
run_ok inspect --type image box
expect 64 "$(json '.[0].Id | length')" "the id's length"
run_fails 125 inspect --type volume one
expect_stderr 'Error: no volume with name "one" found: no such volume'
