#!/usr/bin/env bash
# every namespace is the container's own, and its first process is process 1
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for name in mnt pid net ipc uts cgroup; do
  run_ok run --rm box readlink "/proc/1/ns/$name"
  [ "$stdout" != "$(readlink "/proc/self/ns/$name")" ] || fail "$name is the caller's"
done
run_ok run --rm box sh -c 'echo $$; ls /proc | grep -c "^[0-9]"'
expect_stdout_line 1
