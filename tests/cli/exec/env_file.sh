#!/usr/bin/env bash
# exec --env-file adds variables
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
echo IN_FILE=yes >env
run_ok exec --env-file env target sh -c 'echo $IN_FILE'
expect_stdout yes
