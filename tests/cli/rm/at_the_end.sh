#!/usr/bin/env bash
# rm -f at the very moment at which the container ends removes it, and never says that it runs
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in {1..100}; do
  run_ok run -d --name moment box sh -c 'exit 0'
  run_ok rm -f moment
  expect_stdout moment
  expect_stderr ''
  run_ok ps -aq
  expect_stdout ''
done
