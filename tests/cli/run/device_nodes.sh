#!/usr/bin/env bash
# no device works that is in a container's root or in a volume, whatever put it there; `dev` is for binds alone
# runs-as: root
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

look='for f in zero disk; do test -e /data/$f || echo none; head -c 1 /data/$f; done; exit 0'
expect_refused() {
  expect_stdout ''
  expect 2 "$(grep -c 'Permission denied' <<<"$stderr" || true)" "the number of refused devices"
}
make_nodes() {
  mkdir -p "$1"
  mknod -m 666 "$1/zero" c 1 5
  mknod -m 666 "$1/disk" b 7 0
}
run_ok create --name root box sh -c "$look"
make_nodes "$SKIFF_ROOT/containers/$stdout/upper/data"
run_ok start -a root
expect_refused
run_ok volume create vol
make_nodes "$SKIFF_ROOT/volumes/vol/data"
for words in '' :exec,suid; do
  run_ok run --rm -v "vol:/data$words" box sh -c "$look"
  expect_refused
done
make_nodes "$T/folder"
run_ok run --rm -v "$T/folder:/data" box sh -c "$look"
expect_refused
run_ok run --rm -v "$T/folder:/data:dev" box head -c 1 /data/zero
expect_stderr ''
run_fails 125 run --rm -v vol:/data:dev box true
expect_stderr_line 'Error: invalid argument "vol:/data:dev" for "-v, --volume" flag: the option "dev" is for host paths only: no other file system has devices that work'
run_fails 125 run --rm --tmpfs /data:dev box true
expect_stderr_like 'the option "dev" is for host paths only'
