#!/usr/bin/env bash
# an image that a container uses is refused with 2; a missing one is 1; -f removes its containers
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name user box true
run_fails 2 rmi box
expect_stderr_like '^Error: .*in use'
run_ok image exists box
run_ok rmi -f box
run_fails 1 container exists user
run_fails 1 rmi box
run_ok rmi -f box
