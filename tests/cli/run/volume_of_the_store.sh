#!/usr/bin/env bash
# a folder of skiff's own store, or one that has the store inside, can be mounted as it is
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
"$SKIFF" volume create data >/dev/null
"$SKIFF" run --rm -v data:/data box sh -c 'echo kept >/data/file'
run_ok run --rm -v "$("$SKIFF" volume inspect data | jq -r '.[0].Mountpoint'):/x" box cat /x/file
expect_stdout kept
run_ok run --rm -v "$SKIFF_ROOT:/store:ro" box cat /store/volumes/data/data/file
expect_stdout kept
run_ok run --rm -v "$(dirname "$SKIFF_ROOT"):/above:ro" box cat "/above/$(basename "$SKIFF_ROOT")/volumes/data/data/file"
expect_stdout kept
