#!/usr/bin/env bash
# --detach-keys of run, start and exec leave by other keys; "" turns leaving off
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

"$TESTS/cli/terminal" --expect '#' --send 'ab' -- "$SKIFF" run -it --name shell --detach-keys a,b box sh >seen || fail "$(cat seen)"
is_state shell running || fail "it ended"
code=0
"$TESTS/cli/terminal" --expect '#' --send '\x10\x11exit 4\n' -- "$SKIFF" run -it --name off --detach-keys= box sh >seen || code=$?
expect 4 "$code" "the exit code with no keys"
expect_one_line_error 125 run --rm --detach-keys nonsense box true
