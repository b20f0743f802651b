#!/usr/bin/env bash
# the host name is the id's first twelve digits, or what was asked for, and is in /etc/hosts
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

id=$("$SKIFF" run -d box sleep 1000)
run_ok exec "$id" hostname
expect_stdout "${id:0:12}"
run_ok run --rm -h mine.example box sh -c 'hostname; cat /etc/hostname; cat /etc/hosts'
expect_stdout_line mine.example
expect_stdout_like '[[:space:]]mine\.example'
expect_stdout_like '^127\.0\.0\.1[[:space:]]+localhost'
