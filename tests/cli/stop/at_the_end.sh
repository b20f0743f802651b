#!/usr/bin/env bash
# stop at the very moment at which the container ends is no error, and its own exit code stands
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in {1..60}; do
  run_ok run -d --name moment box sh -c 'exit 7'
  run_ok stop -t 0 moment
  expect_stdout moment
  expect_stderr ''
  is_state moment exited || fail "stopped, it is $(state moment)"
  run_ok wait moment
  [[ $stdout = 7 || $stdout = 137 ]] || fail "a code of its own or of SIGKILL, not $stdout"
  run_ok rm moment
done
