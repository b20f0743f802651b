#!/usr/bin/env bash
# container prune --filter removes those that do not run and pass
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name running -l keep=no box sleep 1000
run_ok create --name kept -l keep=yes box true
old=$("$SKIFF" create --name old box true)
run_ok container prune -f --filter until=1h
expect_stdout ''
run_ok container prune -f --filter label=other
expect_stdout ''
run_ok container prune -f --filter 'label!=keep=yes'
expect_stdout "$old"
run_ok ps -a --sort names --format '{{.Names}}'
expect_stdout $'kept\nrunning'
expect_one_line_error 125 container prune -f --filter bogus=1
expect_one_line_error 125 container prune -f --filter until=soon
