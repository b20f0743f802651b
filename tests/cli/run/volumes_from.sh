#!/usr/bin/env bash
# --volumes-from mounts another container's binds and volumes, read-only if asked for, where the container mounts nothing itself
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

mkdir folder
run_ok run --name first -v data:/data -v "$T/folder:/folder" -v /anonymous --tmpfs /memory box sh -c 'for d in data folder anonymous memory; do echo first >/$d/x; done'
run_ok run --rm --volumes-from first box sh -c 'cat /data/x /folder/x /anonymous/x; ls /memory 2>/dev/null; echo second >/data/x'
expect_stdout $'first\nfirst\nfirst'
run_ok run --rm --volumes-from first:ro --tmpfs /folder box sh -c 'cat /data/x; ls /folder; touch /data/y 2>&1; exit 0'
expect_stdout_line second
expect_stdout_like 'Read-only file system'
run_ok run --rm --volumes-from first box cat /anonymous/x
expect_stdout first
expect_one_line_error 125 run --rm --volumes-from absent box true
run_fails 125 run --rm --volumes-from first:zz box true
expect_stderr_line 'Error: invalid argument "first:zz" for "--volumes-from" flag: unknown option "zz"'
