#!/usr/bin/env bash
# volume rm of one in use is 2 and names the containers with their ids; a missing one is 1; -f
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

id=$("$SKIFF" create --name web -v notes:/notes box true)
run_fails 2 volume rm notes
expect_stderr "Error: volume notes is being used by the following container(s): web (${id:0:12}): volume is being used"
run_ok rm "$id"
run_ok volume rm notes
expect_stdout notes
run_fails 1 volume rm notes
expect_stderr 'Error: no volume with name "notes" found: no such volume'
run_ok volume rm -f notes
