#!/usr/bin/env bash
# a named volume is made at its first use, filled from the image, and outlives its containers
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --rm -v notes:/home box sh -c 'ls /home; echo kept >/home/note'
expect_stdout app
run_ok run --rm -v notes:/elsewhere box sh -c 'cat /elsewhere/note; ls /elsewhere'
expect_stdout $'kept\napp\nnote'
run_ok volume ls -q
expect_stdout notes
run_ok volume rm notes
run_ok volume ls -q
expect_stdout ''
