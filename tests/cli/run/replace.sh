#!/usr/bin/env bash
# --replace ends and removes the container that has the name, and no other
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --replace --name web box sleep 1000
first=$stdout
run_ok run -d --stop-signal KILL --replace --name web box sleep 1000
second=$stdout
[ "$first" != "$second" ] || fail "the same container"
run_ok ps -aq --no-trunc
expect_stdout "$second"
run_ok create --replace --name web box true
third=$stdout
run_ok ps -aq --no-trunc
expect_stdout "$third"
# A name that is the start of another's id.
run_ok create --name other box true
other=$stdout
run_ok create --replace --name "${other:0:5}" box true
run_ok inspect "$other"
run_fails 125 run --replace box true
expect_stderr_line 'Error: cannot replace a container without its name: --replace needs --name'
# The last of two names counts.
run_ok create --name one --name two box true
run_ok container exists two
run_fails 1 container exists one
expect_stderr ''
