#!/usr/bin/env bash
# run in the foreground whose supervisor is killed ends with one line of error, and the container can be ended
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

"$SKIFF" run --name web box sh -c 'echo ready; exec sleep 1000' >seen 2>error &
runner=$!
started $runner
wait_for grep -q ready seen
kill_supervisor web
code=0
wait $runner || code=$?
expect 125 "$code" "the exit code"
expect 1 "$(grep -c '^Error: ' error)" "lines of error: $(cat error)"
is_state web running || fail "it is $(state web)"
run_ok rm -f -t 0 web
