#!/usr/bin/env bash
# the last line is in the log, also one without a newline, as soon as wait says that the container ended
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in 1 2 3 4 5; do
  run_ok run -d --name brief box sh -c 'printf "one\nlast"'
  run_ok wait brief
  run_ok logs brief
  expect_stdout $'one\nlast'
  run_ok rm brief
done
