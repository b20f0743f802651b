#!/usr/bin/env bash
# --ulimit sets limits; the defaults are within what the caller may have
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm --ulimit nofile=100:200 box sh -c 'ulimit -Sn; ulimit -Hn'
expect_stdout $'100\n200'
run_ok run --rm box sh -c 'ulimit -n'
[ "$stdout" -ge 256 ] || fail "too few descriptors: $stdout"
