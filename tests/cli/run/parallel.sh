#!/usr/bin/env bash
# 32 containers started 16 at a time all run and leave nothing
# timeout: 120
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

seq 32 | xargs -P 16 -I{} sh -c '"$SKIFF" run --rm box true || echo failed {}' >failures 2>&1
expect "" "$(cat failures)" "failures"
run_ok ps -aq
expect_stdout ''
