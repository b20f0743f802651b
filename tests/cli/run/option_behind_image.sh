#!/usr/bin/env bash
# an option behind the image's name is the program there, as docker has it: the error says where options stand
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 127 run --rm box --name web
expect_stderr 'Error: executable file "--name" not found in $PATH
options of skiff stand before the image'"'"'s name'
run_fails 127 run --rm box name
expect_stderr 'Error: executable file "name" not found in $PATH'
