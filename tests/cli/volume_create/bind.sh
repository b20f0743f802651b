#!/usr/bin/env bash
# a volume of type=none with o=bind is a folder of the host, which rm leaves alone
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
mkdir folder
echo here >folder/file

run_ok volume create -o type=none -o o=bind -o "device=$PWD/folder" shared
run_ok run --rm -v shared:/s box sh -c 'cat /s/file; echo back >/s/answer; grep " /s " /proc/mounts'
expect_stdout_line here
expect_stdout_like ' /s .*nosuid,nodev'
expect back "$(<folder/answer)" 'what the container wrote'
run_ok volume rm shared
expect here "$(<folder/file)" 'the file in the folder'

run_ok volume create -o type=bind -o o=ro,noexec -o "device=$PWD/folder" looked
run_fails 1 run --rm -v looked:/s box touch /s/new
expect_stderr_like 'Read-only file system'
# An empty folder is filled from the image, as any volume.
mkdir empty
run_ok volume create -o o=bind -o "device=$PWD/empty" filled
run_ok run --rm -v filled:/etc box true
grep -q '^root:' empty/passwd || fail "the folder was not filled"
run_ok volume create -o type=none -o o=bind -o "device=$PWD/missing" missing
run_fails 125 run --rm -v missing:/s box true
expect_stderr_line "Error: cannot mount $PWD/missing on /s: no such file or directory"
expect 'no' "$([ -e missing ] && echo yes || echo no)" 'whether the folder was made'
