#!/usr/bin/env bash
# container inspect has --format, --size and --latest as inspect has them, and looks for containers alone
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name one box sh -c 'echo 1234 >/file'
run_ok container inspect --format '{{.Name}} {{.State.ExitCode}}' one
expect_stdout 'one 0'
run_ok container inspect --size --latest
expect 5 "$(json '.[0].SizeRw')" "bytes written"
run_fails 125 container inspect box
expect_stdout '[]'
expect_stderr 'Error: no container with name or ID "box" found: no such container'
