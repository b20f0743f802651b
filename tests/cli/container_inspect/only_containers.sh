#!/usr/bin/env bash
# container inspect knows containers only
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 125 container inspect box
expect_stderr 'Error: no container with name or ID "box" found: no such container'
expect_stdout '[]'
run_ok create --name one box true
run_ok container inspect one
expect one "$(json '.[0].Name')"
