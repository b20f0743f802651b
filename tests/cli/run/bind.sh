#!/usr/bin/env bash
# -v binds a host folder or file, read-only or not; a folder that is missing is made, as docker makes it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

mkdir folder
echo from-host >folder/file
run_ok run --rm -v "$T/folder:/in" box sh -c 'cat /in/file; echo from-container >/in/new'
expect_stdout from-host
expect from-container "$(cat folder/new)"
run_ok run --rm -v "$T/folder/file:/etc/one:ro" box cat /etc/one
expect_stdout from-host
run_fails 1 run --rm -v "$T/folder:/in:ro" box touch /in/x
expect_stderr_like 'Read-only file system'
umask 077
run_ok run --rm -v "$T/missing/deep:/in" box touch /in/x
expect_stderr ''
[ -e missing/deep/x ] || fail "the missing folder was not made"
expect "755 $(id -u)" "$(stat -c '%a %u' missing/deep)"
for word in cached delegated consistent z Z; do
  run_ok run --rm -v "$T/folder:/in:$word" box cat /in/file
  expect_stdout from-host
done
run_fails 125 run --rm -v "$T/folder/file/below:/in" box true
expect_stderr "Error: cannot mount $T/folder/file/below on /in: not a directory"

# Called podman, it does as podman does.
ln -s "$(readlink -f "$SKIFF")" podman
SKIFF=$T/podman
run_fails 125 run --rm -v "$T/absent:/in" box true
expect_stderr "Error: statfs $T/absent: no such file or directory
make it first"
[ ! -e absent ] || fail "the missing folder was made"
