#!/usr/bin/env bash
# exec runs in the container's namespaces, with its environment, capabilities and seccomp
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target -e FROM=container -w /tmp box sleep 1000
for name in mnt pid net ipc uts cgroup user; do
  run_ok exec target sh -c "readlink /proc/1/ns/$name; readlink /proc/self/ns/$name"
  expect 1 "$(uniq <<<"$stdout" | wc -l)" "namespaces $name"
done
run_ok exec target sh -c 'echo $FROM $PWD; grep -h -E "^(CapEff|CapBnd|Seccomp):" /proc/self/status /proc/1/status | sort | uniq -c'
expect_stdout_line 'container /tmp'
expect 3 "$(grep -cE '^ +2 ' <<<"$stdout")" "lines of status alike"
