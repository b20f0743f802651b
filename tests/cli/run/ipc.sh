#!/usr/bin/env bash
# --ipc: private cannot be joined, shareable (the default) can, none has no /dev/shm
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for mode in '' '--ipc shareable'; do
  # shellcheck disable=SC2086
  run_ok run -d --name first $mode box sh -c 'echo shared >/dev/shm/x; sleep 1000'
  wait_for "$SKIFF" exec first cat /dev/shm/x
  run_ok run --rm --ipc container:first box cat /dev/shm/x
  expect_stdout shared
  run_ok inspect first
  expect shareable "$(json '.[0].HostConfig.IpcMode')"
  run_ok rm -f -t 0 first
done
for mode in private none; do
  run_ok run -d --name "$mode" --ipc "$mode" box sleep 1000
  run_fails 125 run --rm --ipc "container:$mode" box true
  expect_stderr "Error: cannot join the ipc namespace of $mode: it is private
make that container with --ipc shareable"
  run_ok inspect "$mode"
  expect "$mode" "$(json '.[0].HostConfig.IpcMode')"
  run_ok exec "$mode" readlink /proc/self/ns/ipc
  [ "$stdout" != "$(readlink /proc/self/ns/ipc)" ] || fail "the namespace is the caller's"
done
run_ok exec private grep -c ' /dev/shm ' /proc/mounts
run_fails 1 exec none grep -c ' /dev/shm ' /proc/mounts
expect_stdout 0
expect_stderr ''
