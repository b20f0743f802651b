#!/usr/bin/env bash
# a program or directory named by a descriptor (/proc/self/fd/N/../x) never is one of the host
# runs-as: both
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
printf '#!/bin/sh\necho reached the host\n' >"$T/canary"
chmod 755 "$T/canary"
cp "$T/canary" "$SKIFF_ROOT/canary"
"$SKIFF" run -d --name running --network none box sleep 1000 >/dev/null

# From the store, from the host's root, from what runs are kept in: whichever of them a number is.
paths=(../canary "../../../../../../../..$SKIFF_ROOT/canary" canary "../../../../../../../..$T/canary")
for number in {3..40}; do
  for path in "${paths[@]}"; do
    capture run --rm --network none box "/proc/self/fd/$number/$path"
    [ "$code" = 127 ] || [ "$code" = 126 ] || fail "descriptor $number, $path: exit code $code"
    [ "$number" -lt 16 ] || continue
    capture exec running "/proc/self/fd/$number/$path"
    [ "$code" = 127 ] || [ "$code" = 126 ] || fail "exec, descriptor $number, $path: exit code $code"
  done
done
for number in {3..15}; do
  capture exec -w "/proc/self/fd/$number" running pwd
  [ "$code" != 0 ] || fail "exec -w, descriptor $number: exit code 0"
done
