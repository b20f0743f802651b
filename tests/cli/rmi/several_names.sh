#!/usr/bin/env bash
# an id of an image with several names removes none of them: the names are said, and the command that removes all
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
run_ok tag box registry.example/other:2
run_ok images -q
short=$stdout
run_fails 125 rmi "$short"
expect_stderr "Error: cannot remove image $short: it has several names (localhost/box:latest, registry.example/other:2)
remove the names, or all at once with rmi -f $short"
run_ok rmi -f "$short"
run_ok images -q
expect_stdout ''
