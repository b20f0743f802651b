#!/usr/bin/env bash
# the last name's removal removes blobs and layers that nobody shares
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok rmi box
left=$(find "$SKIFF_ROOT/images/blobs" "$SKIFF_ROOT/layers" -mindepth 2 -type f -printf '%s\n' 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }')
[ "$left" -lt 500000 ] || fail "$left bytes are left"
