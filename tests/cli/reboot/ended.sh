#!/usr/bin/env bash
# after a reboot what ran has ended: ps, inspect and wait say so, logs are there, and nothing claims to run
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web box sh -c 'echo before; exec sleep 1000'
wait_for log_has web before
end_by_power_cut web
boot web
run_ok ps -q
expect_stdout ''
run_ok ps -a
expect_stdout_like ' web *$'
expect_stdout_like 'Exited \(unknown\)'
expect_no_stdout_like ' Up '
run_ok inspect web
expect "exited false 0 0 the machine was restarted" "$(json '.[0].State | "\(.Status) \(.Running) \(.Pid) \(.ConmonPid) \(.Error)"')"
run_ok logs web
expect_stdout before
run_fails 125 wait web
expect_stderr_like '^Error: container [0-9a-f]{12}: its exit code is unknown: the machine was restarted$'
expect_one_line_error 255 exec web true
expect_one_line_error 125 kill web
run_ok stop web
run_ok rm web
run_ok ps -aq
expect_stdout ''
