#!/usr/bin/env bash
# history shortens what made a layer; --no-trunc does not
. "$(dirname "$0")/../lib.sh"

make_rootfs_image box
run_ok history box
expect_stdout_like '[0-9a-f]{12}\.\.\.'
expect_no_stdout_like 'file:[0-9a-f]{64}'
run_ok history --no-trunc box
expect_stdout_like 'file:[0-9a-f]{64}'
