#!/usr/bin/env bash
# 20 programs at once in one container all give their output and codes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
seq 20 | xargs -P 20 -I{} sh -c 'test "$("$SKIFF" exec target sh -c "echo {}; exit 0")" = {} || echo failed {}' >failures 2>&1
expect '' "$(cat failures)" "failures"
