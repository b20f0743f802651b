#!/usr/bin/env bash
# restart at the very moment at which the container ends starts it again
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for round in {1..40}; do
  run_ok run -d --name moment -v "$T:/notes" box sh -c 'echo run >>/notes/runs'
  run_ok restart -t 0 moment
  expect_stdout moment
  expect_stderr ''
  run_ok wait moment
  run_ok rm moment
  # The first run may have been killed before it could note anything.
  lines=$(wc -l <runs)
  ((lines == 1 || lines == 2)) || fail "$lines runs in round $round"
  rm runs
done
