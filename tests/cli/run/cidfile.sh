#!/usr/bin/env bash
# --cidfile gets the id, and must not exist before
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --cidfile id box sleep 1000
expect "$stdout" "$(cat id)" "the file"
expect_one_line_error 125 run -d --cidfile id box sleep 1000
expect_stderr_like 'id'
run_ok ps -aq
expect 1 "$(wc -l <<<"$stdout")" "containers"
