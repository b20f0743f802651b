#!/usr/bin/env bash
# wait at the very moment at which the container ends tells its code, for --rm too
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in {1..60}; do
  run_ok run -d --name moment box sh -c 'exit 7'
  run_ok wait moment
  expect_stdout 7
  run_ok rm moment
done
removed=0
for _ in {1..60}; do
  id=$("$SKIFF" run -d --rm box sh -c 'exit 7')
  capture wait "$id"
  # It may be gone before it could be waited for; then that is what is said.
  if [ "$code" = 0 ]; then
    expect_stdout 7
  else
    expect 125 "$code" "the exit code"
    expect_stderr_like "^Error: (no container with name or ID \"$id\" found: no such container|container ${id:0:12} was removed while it was waited for: its exit code is unknown)\$"
    removed=$((removed + 1))
  fi
done
say "$removed of 60 were gone before"
