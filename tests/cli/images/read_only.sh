#!/usr/bin/env bash
# a store on a read-only file system is read: images, history, inspect, exists
# runs-as: root
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
mount --bind "$SKIFF_ROOT" "$SKIFF_ROOT"
mount -o remount,bind,ro "$SKIFF_ROOT"
again() { umount "$SKIFF_ROOT"; }
run_ok images --no-trunc -q
[[ $stdout =~ ^sha256:[0-9a-f]{64}$ ]] || fail "no id"
run_ok history box
run_ok inspect box
expect localhost/box:latest "$(json '.[0].RepoTags[0]')"
run_ok image exists box
run_fails 1 image exists other
expect_stderr ""
run_fails 125 tag box other
expect_stderr_like 'read-only file system'
again
# One that was never used is read as empty.
rm -rf "$SKIFF_ROOT"
mkdir -m 700 "$SKIFF_ROOT"
mount -t tmpfs -o ro,mode=700 none "$SKIFF_ROOT"
run_ok images -q
expect_stdout ''
again
