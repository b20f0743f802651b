#!/usr/bin/env bash
# -v binds a host folder or file, read-only or not; a source that is missing is an error that names it
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
expect_one_line_error 125 run --rm -v "$T/missing:/in" box true
expect_stderr_like "$T/missing"
[ ! -e missing ] || fail "the source was made"
