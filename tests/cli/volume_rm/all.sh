#!/usr/bin/env bash
# volume rm --all removes each that no container uses; with --force and a time their containers are stopped first
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok volume create one
run_ok volume create two
run_ok run -d --name user -v used:/v box sh -c 'trap "echo told; exit" TERM; echo ready; while :; do sleep 0.05; done'
wait_for log_has user ready
run_fails 2 volume rm -a
expect_stdout $'one\ntwo'
expect_stderr_like '^Error: volume used is being used by the following container\(s\): user'
expect_one_line_error 125 volume rm -a used
expect_stderr_like -- '--all and names exclude each other'
expect_one_line_error 125 volume rm -t 5 used
expect_stderr_like 'it needs --force'
expect_one_line_error 125 volume rm
expect_stderr_like 'you must provide at least one name or id'
"$SKIFF" logs -f user >log &
started $!
follower=$!
run_ok volume rm --all --force --time 10
expect_stdout used
wait "$follower" || true
grep -qx told log || fail "it was not asked to stop"
run_ok ps -aq
expect_stdout ''
