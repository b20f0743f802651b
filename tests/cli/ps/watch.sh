#!/usr/bin/env bash
# ps --watch lists again and again, and sees what changed
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok ps --watch 0 --noheading
expect_stdout ''
"$SKIFF" ps -a -w 1 --format '{{.Names}}' >seen &
started $!
watcher=$!
run_ok create --name late box true
wait_for grep -qx late seen
kill -0 "$watcher"
run_ok create --name later box true
wait_for grep -qx later seen
kill -INT "$watcher" || true
expect_one_line_error 125 ps -w often
expect_stderr_like 'not a number of seconds from 0 to 86400'
