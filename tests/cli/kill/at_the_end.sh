#!/usr/bin/env bash
# kill at the very moment at which the container ends reaches it, or says that it has ended: never that it runs
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for _ in {1..60}; do
  run_ok run -d --name moment box sh -c 'exit 7'
  capture kill moment
  if [ "$code" = 0 ]; then
    expect_stdout moment
    expect_stderr ''
  else
    expect 125 "$code" "the exit code"
    expect_stderr 'Error: cannot kill moment: it is not running'
  fi
  run_ok rm -f moment
done
