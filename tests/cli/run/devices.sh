#!/usr/bin/env bash
# /dev has the usual devices and nothing of the host's
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box sh -c 'cd /dev && ls -d null zero full random urandom tty ptmx shm pts mqueue stdin stdout stderr fd'
run_ok run --rm box sh -c 'head -c 4 /dev/zero | od -An -tx1; echo x >/dev/null && head -c 8 /dev/urandom | wc -c; ls /dev | grep -cE "sd[a-z]|vd[a-z]|mem|kmsg|loop"; exit 0'
expect_stdout_like '00 00 00 00'
expect_stdout_line 8
expect_stdout_line 0
