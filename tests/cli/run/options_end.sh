#!/usr/bin/env bash
# options end at the image: what follows belongs to the program, whatever it looks like
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm box echo x --rm -it --name x
expect_stdout 'x --rm -it --name x'
run_ok run --rm=true --network=none --name=first --name second box echo x -e
expect_stdout 'x -e'
run_ok run --rm -- box echo --
expect_stdout --
