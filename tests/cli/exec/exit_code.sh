#!/usr/bin/env bash
# exec ends with the program's exit code; 126 and 127 as run; 255 in a container that does not run
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
run_ok exec target true
run_fails 9 exec target sh -c 'exit 9'
expect_stderr ''
run_fails 137 exec target sh -c 'kill -9 $$'
expect_stderr ''
run_fails 127 exec target nothing-here
expect_stderr 'Error: executable file "nothing-here" not found in $PATH'
run_fails 126 exec target /etc/not-executable
expect_stderr 'Error: cannot run "/etc/not-executable": permission denied'
run_fails 125 exec nobody true
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
run_ok stop -t 0 target
run_fails 255 exec target true
expect_stderr_like '^Error: .*running'
