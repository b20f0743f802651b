#!/usr/bin/env bash
# after a reboot a container starts again with the files it had, stops, and is removed; --rm containers are swept
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web box sh -c 'echo run >>/runs; exec sleep 1000'
run_ok run -d --rm --name passing -v /data box sleep 1000
wait_for "$SKIFF" exec web grep -q run /runs
end_by_power_cut web passing
boot web passing
run_ok start web
is_state web running || fail "started, it is $(state web)"
run_ok ps -a
expect_no_stdout_like passing
wait_for "$SKIFF" exec web sh -c '[ $(wc -l </runs) = 2 ]'
run_ok stop -t 0 web
run_ok start web
run_ok rm -f web
run_ok run -d --name passing box sleep 1000
run_ok rm -f passing
run_ok volume ls -q
expect_stdout ''
