#!/usr/bin/env bash
# the caller's terminal is as it was before, however the container ends
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for ending in 'exit 0' 'kill -9 $$' 'stty raw; exit 3'; do
  "$TESTS/cli/terminal" -- sh -c 'stty -a >before; "$SKIFF" run --rm -it box sh -c "$0"; stty -a >after' "$ending" >/dev/null
  expect "$(cat before)" "$(cat after)" "the terminal after: $ending"
done
