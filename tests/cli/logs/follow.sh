#!/usr/bin/env bash
# logs -f goes on with what comes and ends with the container
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name talker box sh -c 'echo before; while [ ! -e /go ]; do sleep 0.1; done; echo after'
"$SKIFF" logs -f talker >followed &
follower=$!
started $follower
wait_for grep -q before followed
run_ok exec talker touch /go
wait $follower
expect $'before\nafter' "$(cat followed)" "what was followed"
