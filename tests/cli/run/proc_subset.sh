#!/usr/bin/env bash
# where /proc shows processes alone (subset=pid) root's containers run as elsewhere, and an ordinary user is told why none can
# started-as: root
. "$(dirname "$0")/../lib.sh"
mount -t proc -o subset=pid proc /proc
[ ! -e /proc/sys ] || fail "/proc has all"
act_as_account
make_rootfs_image box

if [ "$ACCOUNT" = user ]; then
  # The kernel gives a user namespace no /proc that shows more than the host's.
  run_fails 125 run --rm --network none box true
  expect_stderr 'Error: cannot open /proc/sys/kernel/random/boot_id: no such file or directory
/proc is mounted without its other files here (subset=pid): only root can start containers then'
  run_ok ps -aq
  expect_stdout ''
else
  run_ok run --rm --network none box sh -c 'test -d /proc/sys && echo whole'
  expect_stdout whole
  run_ok run -d --name one box sleep 1000
  run_ok exec one echo in
  expect_stdout in
  run_ok ps --ns --noheading
  expect_stdout_like ' one '
  run_ok info
  run_ok stop -t 1 one
  run_ok rm one
fi
umount /proc
