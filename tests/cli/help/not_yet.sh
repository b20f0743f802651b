#!/usr/bin/env bash
# a command or an option that comes later is called that, not taken for a typing error
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_fails 125 push box
expect_stderr "Error: unrecognized command \`skiff push\`: this version does not have it yet
See 'skiff --help'"
run_fails 125 image prune
expect_stderr "Error: unrecognized command \`skiff image prune\`: this version does not have it yet
See 'skiff image --help'"
run_fails 125 image bogus
expect_stderr_like "See 'skiff image --help'"
run_fails 125 run -d -p 8080:80 box
expect_stderr "Error: unknown shorthand flag: 'p' in -p: this version does not have --publish yet
See 'skiff run --help'"
run_fails 125 run --memory=100m box
expect_stderr "Error: unknown flag: --memory: this version does not have it yet
See 'skiff run --help'"
run_fails 125 container ls --format json
expect_stderr_like '^Error: unknown flag: --format: this version does not have it yet$'
run_ok ps -aq
expect_stdout ''
