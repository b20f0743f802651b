#!/usr/bin/env bash
# wait prints the exit code when the container ends, of several in order
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name a box sh -c 'exit 5'
run_ok run -d --name b hello --sleep 0.3 --exit 6
run_ok wait a b
expect_stdout $'5\n6'
run_fails 125 wait nobody
expect_stderr 'Error: no container with name or ID "nobody" found: no such container'
