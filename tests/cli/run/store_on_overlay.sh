#!/usr/bin/env bash
# where the store is on an overlay file system the error says why no container starts, and what to do
# started-as: root
. "$(dirname "$0")/../lib.sh"
mkdir "$T/disk"
mount -t tmpfs none "$T/disk"
mkdir "$T/disk"/{lower,upper,work,merged}
mount -t overlay -o "lowerdir=$T/disk/lower,upperdir=$T/disk/upper,workdir=$T/disk/work" none "$T/disk/merged" || skip "no overlay here"
mkdir -m 700 "$T/disk/merged/root"
[ "$ACCOUNT" = root ] || chown "$ORDINARY_USER" "$T/disk/merged/root"
usual=$SKIFF_ROOT
export SKIFF_ROOT=$T/disk/merged/root
act_as_account
make_rootfs_image box
run_fails 125 run --rm box true
expect_stderr_like '^Error: cannot mount the root file system: '
expect_stderr_like '^the store itself is on an overlay file system.* Give --root \(or SKIFF_ROOT\) a directory of another file system'
export SKIFF_ROOT=$usual
umount "$T/disk/merged"
umount "$T/disk"
