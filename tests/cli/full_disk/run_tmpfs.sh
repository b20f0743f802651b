#!/usr/bin/env bash
# run, run -d and create on a full disk in memory fail in one line and leave nothing
# disk: tmpfs 96M
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run --rm box true
fill "$SKIFF_ROOT"
inventory >before
no_space 125 run --rm box true
no_space 125 run -d --name taken box sleep 1000
no_space 125 create --name taken box true
free_room "$SKIFF_ROOT"
run_ok run --rm --name taken box true
