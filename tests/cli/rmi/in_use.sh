#!/usr/bin/env bash
# an image that a container uses is refused with 2; a missing one is 1; -f removes its containers
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name user --cidfile id box true
run_fails 2 rmi box
expect_stderr "Error: cannot remove image box: image used by $(head -c 12 id) (user): image is in use by a container
remove the container first (rm -f user), or both with rmi -f box"
run_ok image exists box
run_ok rmi -f box
run_fails 1 container exists user
expect_stderr ''
run_fails 1 rmi box
expect_stderr 'Error: box: image not known'
run_ok rmi -f box
