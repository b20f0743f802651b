#!/usr/bin/env bash
# --tmpfs is an empty file system in memory with the size and mode that were asked for
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm --tmpfs /scratch:size=1m,mode=700 box sh -c 'stat -c %a /scratch; df -k /scratch | tail -n 1; grep " /scratch " /proc/mounts'
expect_stdout_line 700
expect_stdout_like '/scratch tmpfs rw,nosuid,nodev'
expect_stdout_like ' 1024 '
run_fails 1 run --rm --tmpfs /scratch:size=1m box dd if=/dev/zero of=/scratch/x bs=1024 count=2000
expect_stderr_like 'No space left'
