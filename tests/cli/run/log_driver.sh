#!/usr/bin/env bash
# --log-driver none keeps nothing; max-size bounds what is kept
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name silent --log-driver none box echo hello
expect_stdout hello
run_fails 125 logs silent
expect_stderr_like '^Error: '
run_ok run -d --name talker --log-opt max-size=10k box seq 1 20000
run_ok wait talker
run_ok logs --tail 1 talker
expect_stdout 20000
total=$(find "$SKIFF_ROOT/containers" -maxdepth 2 -name 'log*' -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$total" -le 60000 ] || fail "the log has $total bytes"
