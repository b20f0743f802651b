#!/usr/bin/env bash
# rm removes what ended; a running one is 2 without -f; a missing one is 1, with -f no error
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name done box true
run_ok rm done
expect_stdout done
run_ok run -d --name up box sleep 1000
run_fails 2 rm up
expect_stderr 'Error: cannot remove up: it is running; stop it first, or use rm -f'
run_ok rm -f up
run_fails 1 rm nobody
expect_stderr_like 'no container with name or ID "nobody" found'
run_ok rm -f nobody
expect_stdout ''
run_ok rm -i nobody
run_ok run --name x box true
run_fails 1 rm nobody x
expect_stderr_like '^Error: no container with .* "nobody" found: no such container$'
expect_stdout x
run_ok run -d --name y box sleep 1000
run_ok rm -fa -t 0
run_ok ps -aq
expect_stdout ''
