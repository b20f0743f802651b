#!/usr/bin/env bash
# -w sets the working directory, and makes it; the image's is the default
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box --change 'WORKDIR /home/app'

run_ok run --rm box pwd
expect_stdout /home/app
run_ok run --rm -w /made/here box pwd
expect_stdout /made/here
expect_one_line_error 125 run --rm -w relative box pwd
expect_one_line_error 126 run --rm -w /etc/passwd box pwd
