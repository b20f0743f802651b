#!/usr/bin/env bash
# a name is taken once; the error names it, and leaves nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name one box sleep 1000
id=$stdout
run_fails 125 run -d --name one box sleep 1000
expect_stderr "Error: name \"one\" is already in use by container ${id:0:12}: remove it (skiff rm -f one), or choose another"
run_ok ps -aq
expect 1 "$(wc -l <<<"$stdout")" "containers"
