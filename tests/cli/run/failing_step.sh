#!/usr/bin/env bash
# a first process that failed before its gate was opened is reported with its own reason
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs strace
make_rootfs_image box

# The launcher is held up while it records the process, so that the step (the working directory's) fails before.
slow_skiff="$T/slow-skiff"
printf '#!/bin/sh\nexec strace -qq -f -o /dev/null -e inject=renameat:delay_enter=300000 %s "$@"\n' "$SKIFF" >"$slow_skiff"
chmod +x "$slow_skiff"
SKIFF=$slow_skiff run_fails 126 run --rm -w /bin/busybox/x box true
expect_stderr 'Error: cannot make working directory /bin/busybox/x: not a directory'
