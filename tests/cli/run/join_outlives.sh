#!/usr/bin/env bash
# stopping the one whose network others share leaves the others running
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name owner box sleep 1000
run_ok run -d --name guest --network container:owner box sleep 1000
run_ok stop -t 0 owner
is_state guest running || fail "the guest ended: $(state guest)"
run_ok exec guest true
