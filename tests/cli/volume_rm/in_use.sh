#!/usr/bin/env bash
# volume rm of one in use is 2 and names the container; a missing one is 1; -f
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

id=$("$SKIFF" create -v notes:/notes box true)
run_fails 2 volume rm notes
expect_stderr_like "volume notes is being used by the following container\\(s\\): $id"
run_ok rm "$id"
run_ok volume rm notes
expect_stdout notes
run_fails 1 volume rm notes
run_ok volume rm -f notes
