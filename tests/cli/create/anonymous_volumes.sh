#!/usr/bin/env bash
# an anonymous volume whose maker was killed right after the container's record is made by the start
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box --change 'VOLUME /data'
"$SKIFF" create --name web box sh -c 'echo kept >>/data/file; cat /data/file' >/dev/null
volume=$("$SKIFF" volume ls -q)
rm -r "$SKIFF_ROOT/volumes/$volume"
run_ok start -a web
expect_stdout kept
expect "$volume" "$("$SKIFF" volume ls -q)" "volumes"
run_ok start -a web
expect_stdout $'kept\nkept'
run_ok rm -v web
expect '' "$("$SKIFF" volume ls -q)" "volumes after rm -v"
