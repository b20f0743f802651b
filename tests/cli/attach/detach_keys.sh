#!/usr/bin/env bash
# ctrl-p ctrl-q leaves the container running; attach comes back to it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

"$TESTS/cli/terminal" --expect '/ #' --send 'echo here$((1+1))\n' --expect here2 --send '\x10\x11' -- "$SKIFF" run -it --name shell box sh >seen || fail "$(cat seen)"
is_state shell running || fail "it ended"
[ -z "$(tail -c 1 seen)" ] || fail "the shell's prompt would follow the container's line"
"$TESTS/cli/terminal" --send 'echo again$((2+2))\n' --expect again4 --send 'exit 3\n' -- "$SKIFF" attach shell >seen || code=$?
expect 3 "$code" "the exit code of attach"
run_ok run -d -it --name other box sh
"$TESTS/cli/terminal" --send 'echo x\n' --expect x --send 'a' --send 'b' -- "$SKIFF" attach --detach-keys a,b other >seen || fail "$(cat seen)"
is_state other running || fail "the other ended"
