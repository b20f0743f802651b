#!/usr/bin/env bash
# tag gives an image another name; it stays until the last name is gone
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok tag box other:2
run_ok image exists other:2
run_ok rmi box
expect_stdout_like '^Untagged: localhost/box:latest'
expect_no_stdout_like '^Deleted:'
run_ok run --rm other:2 true
run_ok rmi other:2
expect_stdout_like '^Deleted: [0-9a-f]{64}'
run_ok images -q
expect_stdout ''
run_fails 125 tag box UPPER
expect_stderr_like '^Error: invalid image reference "UPPER": '
run_fails 125 tag nothing x
expect_stderr_like 'nothing'
