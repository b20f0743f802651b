#!/usr/bin/env bash
# kill reaches a container whose supervisor was killed; after it the container has ended
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web -v "$T:/notes" box sh -c 'trap "echo usr1 >>/notes/signals" USR1; echo ready; while :; do sleep 0.1; done'
wait_for log_has web ready
process=$(pid_of web)
kill_supervisor web
run_ok kill -s USR1 web
wait_for grep -q usr1 signals
is_state web running || fail "signalled, it is $(state web)"
run_ok kill web
expect_stdout web
wait_for process_is_gone "$process"
is_state web exited || fail "killed, it is $(state web)"
run_fails 125 kill web
expect_stderr 'Error: cannot kill web: it is not running'
run_ok rm web
