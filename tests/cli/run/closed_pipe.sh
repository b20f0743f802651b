#!/usr/bin/env bash
# a reader that goes away ends the command as it does any other program
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

{ "$SKIFF" run --rm --name talker box yes 2>err || echo $? >code; } | head -n 1 >first
expect y "$(cat first)"
expect 141 "$(cat code)" "ended by SIGPIPE"
run_ok rm -f -t 0 talker
