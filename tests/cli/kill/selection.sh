#!/usr/bin/env bash
# kill takes --all that run, the --latest, or a --cidfile
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for name in a b c; do run_ok run -d --name "$name" --cidfile "$T/$name" box sleep 1000; done
run_ok kill --cidfile "$T/a"
wait_for is_state a exited
is_state b running || fail "b does not run"
run_fails 125 kill --cidfile "$T/a"
expect_stderr_like '^Error: .*running'
run_ok kill --latest
wait_for is_state c exited
run_ok kill -a
expect "$("$SKIFF" ps -aq --no-trunc --filter name=b)" "$stdout" "what was killed"
wait_for is_state b exited
run_ok kill --all
expect_stdout ''
