#!/usr/bin/env bash
# where /proc hides other users' processes (hidepid) a container starts, is entered and ends as elsewhere
# started-as: root
. "$(dirname "$0")/../lib.sh"
mount -t proc -o hidepid=2 proc /proc
act_as_account
make_rootfs_image box

run_ok run --rm box sh -c 'id -u && ls /proc/self/fd >/dev/null && echo seen'
expect_stdout $'0\nseen'
run_ok run -d --name web box sleep 1000
run_ok exec web echo in
expect_stdout in
run_ok run --rm --pid container:web box true
run_ok ps -q
expect 1 "$(wc -l <<<"$stdout")" "running containers"
run_ok stop -t 0 web
run_ok inspect web
expect exited "$(json '.[0].State.Status')" "the state of a stopped one"
run_ok rm web
umount /proc
