#!/usr/bin/env bash
# the image's entrypoint and command, and what --entrypoint and arguments make of them
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box --change 'ENTRYPOINT ["echo", "entry"]' --change 'CMD ["default"]'

run_ok run --rm box
expect_stdout 'entry default'
run_ok run --rm box given args
expect_stdout 'entry given args'
run_ok run --rm --entrypoint printf box '%s|' a b
expect_stdout 'a|b|'
run_ok run --rm --entrypoint '' box echo plain
expect_stdout plain
run_ok run --rm --entrypoint '["echo", "two words"]' box
expect_stdout 'two words'
