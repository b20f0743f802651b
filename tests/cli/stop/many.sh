#!/usr/bin/env bash
# stop ends many at once, in the time of one
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for i in 1 2 3 4 5 6; do run_ok run -d --name "s$i" hello --ignore TERM --print ready --sleep inf; done
for i in 1 2 3 4 5 6; do wait_for log_has "s$i" ready; done
begin=$SECONDS
run_ok stop -t 2 -a
((SECONDS - begin < 8)) || fail "it took $((SECONDS - begin)) seconds"
run_ok ps -q
expect_stdout ''
