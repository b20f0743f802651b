#!/usr/bin/env bash
# an empty directory or a file in the place of a container hinders nobody, and rm removes it
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
empty=$(printf 'a%.0s' {1..64})
mkdir "$SKIFF_ROOT/containers/$empty"
mkdir "$SKIFF_ROOT/containers/no-id"
others_work
run_ok ps -a
expect_stdout_like "^${empty:0:12} .*Corrupt"
run_ok rm "$empty"
[ ! -e "$SKIFF_ROOT/containers/$empty" ] || fail "it is still there"
rmdir "$SKIFF_ROOT/containers/no-id"
