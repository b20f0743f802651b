#!/usr/bin/env bash
# exec -it leaves by --detach-keys, and the program runs on
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
"$TESTS/cli/terminal" --expect '#' --send 'sleep 555 &\n' --expect '#' --send 'ab' -- "$SKIFF" exec -it --detach-keys a,b target sh >seen || fail "$(cat seen)"
run_ok exec target ps
expect_stdout_like 'sleep 555'
