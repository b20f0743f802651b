#!/usr/bin/env bash
# a record of another boot claims no process of this one, though the very process lives
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name web box sleep 1000
process=$(pid_of web)
supervisor=$("$SKIFF" inspect web | jq -r '.[0].State.ConmonPid')
kill -KILL "$supervisor"
wait_for process_is_gone "$supervisor"
cgroup=$(jq -r '.run.cgroup // ""' "$(record_of web)")
boot web
run_ok ps -q
expect_stdout ''
is_state web exited || fail "it is $(state web)"
run_ok stop -t 0 web
run_ok rm web
process_is_gone "$process" && fail "a process that no record claims was ended"
kill -KILL "$process"
wait_for process_is_gone "$process"
[ -z "$cgroup" ] || rmdir "$(cgroup_mount)$cgroup"
