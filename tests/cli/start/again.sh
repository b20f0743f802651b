#!/usr/bin/env bash
# an ended container can be started again, with what it wrote before; starting a running one is no error
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name counter box sh -c 'echo x >>/count; wc -l </count'
expect_stdout 1
run_ok start -a counter
expect_stdout 2
run_ok run -d --name up box sleep 1000
run_ok start up
expect_stdout up
expect_one_line_error 125 start nobody
expect_stderr_like nobody
