#!/usr/bin/env bash
# rm -f removes a container whose supervisor was killed, with its processes, its volume, and with --rm
. "$(dirname "$0")/lib.sh"
orphan web -v /data

run_ok rm -f -v web
expect_stdout web
expect_stderr ''
process_is_gone "$process" || fail "its process lives"
run_ok ps -aq
expect_stdout ''
run_ok volume ls -q
expect_stdout ''
orphan passing --rm -v /data
run_ok ps
expect_stdout_like passing
run_ok stop passing
process_is_gone "$process" || fail "its process lives"
run_ok ps -aq
expect_stdout ''
run_ok volume ls -q
expect_stdout ''
