#!/usr/bin/env bash
# exec -it into a container whose supervisor was killed has a terminal of the caller's size, and leaves by its keys
. "$(dirname "$0")/lib.sh"
orphan web

expect $'40 99\r' "$("$TESTS/cli/terminal" --size 40x99 -- "$SKIFF" exec -it web stty size | tr -d '\n')" "the terminal's size"
"$TESTS/cli/terminal" --expect '#' --send 'echo typed $((40 + 2))\n' --expect 'typed 42' --send 'exit 5\n' -- "$SKIFF" exec -it web sh >seen && fail "code 0"
"$TESTS/cli/terminal" --expect '#' --send 'sleep 555 &\n' --expect '#' --send 'ab' -- "$SKIFF" exec -it --detach-keys a,b web sh >seen || fail "$(cat seen)"
run_ok exec web ps
expect_stdout_like 'sleep 555'
