#!/usr/bin/env bash
# -a shows the named streams alone; -a stdin prints the id
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

both='echo out; echo err >&2'
run_ok run --rm -a STDOUT -a STDERR --sig-proxy=false box sh -c "$both"
expect_stdout out
expect_stderr err
run_ok run --rm -a stdout box sh -c "$both"
expect_stdout out
expect_stderr ''
run_ok run --rm --attach=stderr box sh -c "$both"
expect_stdout ''
expect_stderr err
run_ok run --name fed -i -a stdin box sh -c 'cat >/kept' <<<"some words"
expect_stdout "$("$SKIFF" inspect fed | jq -r '.[0].Id')"
run_fails 125 run -d -a stdout box true
expect_stderr_line 'Error: conflicting options: --attach and --detach'
run_fails 125 run -a stdfoo box true
expect_stderr_line 'Error: invalid argument "stdfoo" for "-a, --attach" flag: the streams are stdin, stdout and stderr'
