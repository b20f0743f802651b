#!/usr/bin/env bash
# start works where a killed run left its cgroup, also where the kernel kills whoever comes into one that was killed
# runs-as: root
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
home=$(sed -n 's/^0:://p' /proc/self/cgroup)
mount=$(findmnt -nro TARGET -t cgroup2 | sed 1!d) || skip "no cgroup2 is mounted"
[ -w "$mount$home/cgroup.procs" ] || skip "no cgroups can be made in $mount$home"

run_ok create --name web box sleep 1000
left=$mount$home/skiff-$("$SKIFF" inspect web | jq -r '.[0].Id')
mkdir "$left"
[ ! -e "$left/cgroup.kill" ] || echo 1 >"$left/cgroup.kill"
run_ok start web
expect running "$(state web)" "the state"
grep -qx "$(pid_of web)" "$left/cgroup.procs" || fail "it is not in its cgroup"
run_ok rm -f -t 0 web
[ ! -e "$left" ] || fail "the cgroup is still there"
