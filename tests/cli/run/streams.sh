#!/usr/bin/env bash
# standard output and error stay apart, and byte for byte what the program wrote
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box sh -c 'echo out; echo err >&2'
expect_stdout out
expect_stderr err
"$SKIFF" run --rm box sh -c 'printf "a\0b\377\n\n"' >bytes
expect "$(printf 'a\0b\377\n\n' | od -An -tx1)" "$(od -An -tx1 bytes)" "bytes"
