#!/usr/bin/env bash
# a program is not started where the host's descriptors cannot be closed before it
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace
make_rootfs_image box

unable="$T/unable"
printf '#!/bin/sh\nexec strace -qq -f -o /dev/null -e inject=close_range:error=EPERM %s "$@"\n' "$SKIFF" >"$unable"
chmod +x "$unable"
SKIFF=$unable run_fails 126 run --rm box true
expect_stderr "Error: cannot close the host's descriptors: operation not permitted"
