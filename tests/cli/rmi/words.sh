#!/usr/bin/env bash
# rmi of several names: those that are there go, a missing one is an error without -i or -f; --no-prune changes nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok tag box one two three four five

run_fails 1 rmi one nothing --no-prune two
expect_stdout $'Untagged: localhost/one:latest\nUntagged: localhost/two:latest'
expect_stderr 'Error: nothing: image not known'
run_ok rmi -i nothing three
expect_stdout 'Untagged: localhost/three:latest'
expect_stderr ''
run_ok rmi --ignore=true --no-prune=false nothing
run_ok rmi -f nothing four
expect_stdout 'Untagged: localhost/four:latest'
run_ok create --name user five true
run_fails 2 rmi box five
expect_stderr_like 'five'
expect_stdout 'Untagged: localhost/box:latest'
expect_one_line_error 125 rmi -a five
expect_stderr_like -- '--all and names exclude each other'
expect_one_line_error 125 rmi
expect_stderr_like 'you must provide at least one name or id'
run_ok rmi -af
run_ok images -q
expect_stdout ''
run_ok ps -aq
expect_stdout ''
