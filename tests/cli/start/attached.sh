#!/usr/bin/env bash
# start -a shows output from the first byte and ends with the exit code; -i hands input on
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name job box sh -c 'echo first; exit 6'
run_fails 6 start -a job
expect_stderr ''
expect_stdout first
run_ok create -i --name reader box cat
expect "typed" "$(echo typed | "$SKIFF" start -ai reader)" "what came back"
