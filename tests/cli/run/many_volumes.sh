#!/usr/bin/env bash
# an image with thousands of volumes is refused before one of them is made
. "$(dirname "$0")/../lib.sh"
changes=()
for number in {1..300}; do changes+=(--change "VOLUME /v$number"); done
make_rootfs_image many "${changes[@]}"
run_fails 125 create many true
expect_stderr 'Error: the image has 300 volumes: at most 256 are made'
run_ok volume ls -q
expect_stdout ''
