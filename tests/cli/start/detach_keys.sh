#!/usr/bin/env bash
# start -ai leaves by --detach-keys, and the container runs on
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create -it --name shell box sh
"$TESTS/cli/terminal" --expect '#' --send 'ab' -- "$SKIFF" start -ai --detach-keys a,b shell >seen || fail "$(cat seen)"
is_state shell running || fail "it ended"
