#!/usr/bin/env bash
# a caller that ignores SIGCHLD is no hindrance: the workers' ends are still seen
. "$(dirname "$0")/../lib.sh"

ignoring="$T/ignoring"
printf '#!/bin/sh\nexec env --ignore-signal=CHLD %s "$@"\n' "$SKIFF" >"$ignoring"
chmod +x "$ignoring"
SKIFF=$ignoring make_rootfs_image box
SKIFF=$ignoring run_fails 3 run --rm box sh -c 'exit 3'
expect_stderr ''
