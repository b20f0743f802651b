#!/usr/bin/env bash
# a program or directory named by a descriptor (/proc/self/fd/N/../x) never is one of the host
# runs-as: both
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
# A program that needs nothing but itself, under a name that the image does not have there.
tar -xOf "$FIXTURES/busybox.tar" "$(tar -tf "$FIXTURES/busybox.tar" | sed '/bin\/busybox$/!d')" >"$T/echo"
chmod 755 "$T/echo"
expect reached "$("$T/echo" reached)" "the canary"
cp "$T/echo" "$SKIFF_ROOT/../echo"
"$SKIFF" run -d --name running --network none box sleep 1000 >/dev/null

# Beside the store, and from the root of the host.
paths=(../echo "../../../../../../../..$T/echo")
for number in {3..20}; do
  for path in "${paths[@]}"; do
    capture run --rm --network none box "/proc/self/fd/$number/$path" reached
    [ "$code" = 127 ] || [ "$code" = 126 ] || fail "descriptor $number, $path: exit code $code"
    [ "$number" -lt 8 ] || continue
    capture exec running "/proc/self/fd/$number/$path" reached
    [ "$code" = 127 ] || [ "$code" = 126 ] || fail "exec, descriptor $number, $path: exit code $code"
  done
done
for number in {3..8}; do
  capture exec -w "/proc/self/fd/$number" running pwd
  [ "$code" != 0 ] || fail "exec -w, descriptor $number: exit code 0"
done
