#!/usr/bin/env bash
# no device that an image, a volume or an archive brings works: not in the root, nor in a volume or memory filled from it
# runs-as: root
. "$(dirname "$0")/../lib.sh"
mkdir -p root/data
tar -xf "$FIXTURES/busybox.tar" -C root
mknod -m 666 root/data/zero c 1 5
mknod -m 666 root/data/disk b 7 0
tar -cf nodes.tar -C root .
run_ok import --change 'ENV PATH=/bin' nodes.tar box

for more in '' '-v vol:/data' '--tmpfs /data' '--mount type=volume,dst=/data' '-v vol:/data:exec,suid'; do
  # shellcheck disable=SC2086
  run_ok run --rm $more box sh -c 'for f in zero disk; do test -e /data/$f && head -c 1 /data/$f; done; exit 0'
  expect_stdout ''
  expect 2 "$(grep -c 'Permission denied' <<<"$stderr")" "refused devices with $more"
done
run_fails 125 run --rm -v vol:/data:dev box true
expect_stderr_line 'Error: invalid argument "vol:/data:dev" for "-v, --volume" flag: the option "dev" is for host paths only: no other file system has devices that work'
run_fails 125 run --rm --tmpfs /data:dev box true
expect_stderr_like 'the option "dev" is for host paths only'
