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
# With --rm it may be gone before it is waited for; then that is what is said. The program ends a little later after each such
# round, and earlier after each other one, so that the wait begins just about when it ends.
gone=0 delay=0
for _ in {1..60}; do
  id=$("$SKIFF" run -d --rm box sh -c "sleep $(printf '%d.%03d' $((delay / 1000)) $((delay % 1000))); exit 7")
  capture wait "$id"
  if [ "$code" = 0 ]; then
    expect_stdout 7
    delay=$((delay > 10 ? delay - 10 : 0))
  else
    expect 125 "$code" "the exit code"
    expect_stderr_like "^Error: (no container with name or ID \"$id\" found: no such container|container ${id:0:12} was removed while it was waited for: its exit code is unknown)\$"
    gone=$((gone + 1)) delay=$((delay + 10))
  fi
done
say "note: $gone of 60 were gone before they could be waited for"
((gone > 0 && gone < 60)) || fail "one of the two was never seen"
