#!/usr/bin/env bash
# attach to a shell that waits shows its prompt at once
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d -it --name shell --env PS1='ask> ' box sh
wait_for log_has shell 'ask> '
"$TESTS/cli/terminal" --expect 'ask> ' --send '\x10\x11' -- "$SKIFF" attach shell >seen || fail "no prompt: $(cat seen)"
run_ok rm -f -t 0 shell
