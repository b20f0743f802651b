#!/usr/bin/env bash
# container prune removes all that do not run and prints their ids
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name up box sleep 1000
run_ok run --name done box true
run_ok create --name never box true
run_ok container prune </dev/null
expect_stdout ''
[ -z "$(tail -c 1 "$T/.err")" ] || fail "the question is not ended by a line end"
run_ok container prune -f
expect 2 "$(wc -l <<<"$stdout")" "ids"
run_ok ps -a
expect 2 "$(wc -l <<<"$stdout")" "lines left"
