#!/usr/bin/env bash
# stop ends a container whose supervisor was killed by its own signal; its code is unknown, and why
. "$(dirname "$0")/lib.sh"
orphan web

run_ok stop web
expect_stdout web
expect_stderr ''
process_is_gone "$process" || fail "its process lives"
run_ok inspect web
expect "exited false 0 its supervisor was killed" "$(json '.[0].State | "\(.Status) \(.Running) \(.Pid) \(.Error)"')"
run_ok ps -a
expect_stdout_like 'Exited \(unknown\)'
run_fails 125 wait web
expect_stderr_like '^Error: container [0-9a-f]{12}: its exit code is unknown: its supervisor was killed$'
run_ok stop web
run_ok rm web
