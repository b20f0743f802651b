#!/usr/bin/env bash
# rmi --all removes every image that no container uses
. "$(dirname "$0")/../lib.sh"
make_rootfs_image one
make_rootfs_image two:2

run_ok rmi -a
run_ok images -q
expect_stdout ''
make_rootfs_image three
run_ok create --name user three true
run_fails 2 rmi --all
expect_stderr_like '^Error: cannot remove image localhost/three:latest: .*in use'
