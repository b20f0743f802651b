#!/usr/bin/env bash
# --read-only: nothing can be written but on /dev, /run, /tmp and volumes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 1 run --rm --read-only box touch /x
expect_stderr_like 'Read-only file system'
run_ok run --rm --read-only -v data:/data box sh -c 'touch /tmp/x /run/x /var/tmp/x /dev/shm/x /data/x && echo done'
expect_stdout done
