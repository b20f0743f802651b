#!/usr/bin/env bash
# -t: the program has a terminal, of the caller's size from the start
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm -t box sh -c 'test -t 0 && test -t 1 && echo terminal'
expect_stdout $'terminal\r'
expect $'33 77\r' "$("$TESTS/cli/terminal" --size 33x77 -- "$SKIFF" run --rm -it box stty size | tr -d '\n')" "its size"
