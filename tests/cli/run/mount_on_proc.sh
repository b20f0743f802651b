#!/usr/bin/env bash
# neither a volume of an image nor a link in it puts anything over the container's /proc
# runs-as: both
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
for place in //proc /./proc /proc/ /x/./../proc; do
  make_rootfs_image odd --change "VOLUME $place"
  capture run --rm odd true
  [ "$code" = 125 ] || fail "VOLUME $place: exit code $code"
done
mkdir -p root/bin
tar -xf "$FIXTURES/busybox.tar" -C root
ln -s /proc root/link
ln -s proc/sys root/deep
tar -cf linked.tar -C root .
run_ok import --change 'ENV PATH=/bin' linked.tar linked
for place in /link /link/self /deep; do
  expect_one_line_error 125 run --rm -v "data:$place" linked true
  expect_stderr_like "^Error: cannot mount on $place, which leads to /proc(/self|/sys)?: it is a mount of the container's own$"
done
