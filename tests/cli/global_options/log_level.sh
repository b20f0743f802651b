#!/usr/bin/env bash
# --log-level debug and -D show steps on standard error, before and after the command; error leaves warnings out
. "$(dirname "$0")/../lib.sh"

run_ok ps
expect_stderr ''
run_ok --log-level debug ps
expect_stderr_like '^time="[^"]+Z" level=debug msg="'
for words in '--log-level=debug ps' 'ps --log-level debug' '-l debug ps' '-D ps' 'ps --debug' '--log-level TRACE ps'; do
  # shellcheck disable=SC2086 # words
  run_ok $words
  expect_stderr_like ' level=debug msg="'
done
for level in info warn warning error fatal panic; do
  run_ok --log-level $level ps
  expect_no_stderr_like 'level=debug'
done
run_fails 125 --log-level loud ps
expect_stderr 'Error: invalid argument "loud" for "-l, --log-level" flag: the levels are trace, debug, info, warn, error, fatal and panic
See '"'skiff --help'"
run_fails 125 --log-level debug stop nothing
expect_stderr_line 'Error: no container with name or ID "nothing" found: no such container'
# The steps of a start.
make_rootfs_image box
run_ok --log-level debug run --rm box true
expect_stderr_like 'level=debug msg="container [0-9a-f]{64} is started by its supervisor, process [0-9]+"$'
run_ok --log-level info run --rm box true
expect_no_stderr_like 'level='
