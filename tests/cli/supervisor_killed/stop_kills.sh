#!/usr/bin/env bash
# stop of a container whose supervisor was killed resorts to SIGKILL at its timeout, for all of its processes
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web box sh -c 'trap "" TERM; sleep 1000 & echo ready; while :; do sleep 0.1; done'
wait_for log_has web ready
process=$(pid_of web)
kill_supervisor web
run_ok stop -t 1 web
expect_stderr_like 'resorting to SIGKILL'
process_is_gone "$process" || fail "its process lives"
run_ok rm web
