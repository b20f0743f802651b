#!/usr/bin/env bash
# --mount makes binds, volumes and file systems in memory by keys in any order; a source that is missing is refused
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

mkdir folder
echo from-host >folder/file
run_ok run --rm --mount "source=$T/folder,target=/in,type=bind,readonly" box sh -c 'cat /in/file; touch /in/x 2>&1; exit 0'
expect_stdout_line from-host
expect_stdout_like 'Read-only file system'
cd folder
run_ok run --rm --mount "type=bind,src=.,dst=/in" box cat /in/file
expect_stdout from-host
run_ok run --rm --mount "src=data,dst=/etc" box cat /etc/hostname
run_ok run --rm --mount "type=volume,src=data,dst=/d" box ls /d/passwd
expect_stdout /d/passwd
run_ok run --rm --mount "type=volume,src=empty,dst=/etc,volume-nocopy" --mount type=tmpfs,dst=/scratch,tmpfs-size=1m,tmpfs-mode=711 \
  box sh -c 'stat -c %a /scratch; df -k /scratch | tail -n 1; test -e /etc/passwd || echo empty'
expect_stdout_line 711
expect_stdout_like ' 1024 '
expect_stdout_line empty
run_fails 125 run --rm --mount "type=bind,src=$T/missing,dst=/in" box true
expect_stderr "Error: the source $T/missing of a mount does not exist
make it first"
[ ! -e "$T/missing" ] || fail "the source was made"
run_fails 125 run --rm --mount type=tmpfs,dst=/in,volume-label=a box true
expect_stderr_line 'Error: invalid argument "type=tmpfs,dst=/in,volume-label=a" for "--mount" flag: the key "volume-label" is not supported in this version'
run_fails 125 run --rm --mount type=tmpfs,dst=/in -v data:/in box true
expect_stderr_like '/in: duplicate mount destination'
run_ok ps -aq
expect_stdout ''
