#!/usr/bin/env bash
# a reader that goes away ends the command as it does any other program
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

"$SKIFF" run --rm --name talker box yes 2>err | head -n 1 >first
expect y "$(cat first)"
wait_for is_state talker none
