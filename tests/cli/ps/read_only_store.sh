#!/usr/bin/env bash
# a store that cannot be written is read by ps, images, inspect, logs, history, volume ls; what changes it is refused in one line
# started-as: root
. "$(dirname "$0")/../lib.sh"
act_as_account
make_rootfs_image box
run_ok run --name web box echo said
run_ok volume create notes
mount --bind "$SKIFF_ROOT" "$SKIFF_ROOT"
mount -o remount,bind,ro "$SKIFF_ROOT"
usual=$SKIFF_RUNROOT

# With a RUNROOT that can be made, with one that cannot, and where even that may not be read.
for SKIFF_RUNROOT in "$usual" "$SKIFF_ROOT/run"; do
  export SKIFF_RUNROOT
  run_ok ps -a
  expect_stdout_like 'web$'
  run_ok images
  expect_stdout_like '^localhost/box'
  run_ok inspect web
  expect exited "$(json '.[0].State.Status')" "the container's state"
  run_ok inspect box
  run_ok logs web
  expect_stdout said
  run_ok history box
  run_ok volume ls -q
  expect_stdout notes
  run_ok info
  run_ok image exists box
  for command in "run --rm box true" "create box" "start web" "import $FIXTURES/busybox.tar x" "tag box y" "rmi box" \
    "volume create v" "volume rm notes" "container prune -f"; do
    # shellcheck disable=SC2086 # words
    expect_one_line_error 125 $command
    expect "Error: the store: $SKIFF_ROOT is not writable: read-only file system" "$stderr" "what $command says"
  done
done
export SKIFF_RUNROOT=$usual
umount "$SKIFF_ROOT"
run_ok rm web
