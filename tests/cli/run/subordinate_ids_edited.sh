#!/usr/bin/env bash
# after an edit of /etc/subuid images run with the new ids, and what has files of the old ones says so until they are back
# runs-as: root
. "$(dirname "$0")/../lib.sh"
needs setpriv newuidmap
[ -n "$ORDINARY_USER" ] || skip 'no ordinary user could be made'

# Copies of the two files, seen by this test alone, and skiff as the ordinary user with a store of its own.
own_ranges=$(grep -h "^$ORDINARY_USER:" /etc/subuid)
for kind in uid gid; do
  cp "/etc/sub$kind" "sub$kind"
  mount --bind "sub$kind" "/etc/sub$kind"
done
set_range() { for kind in uid gid; do printf '%s\n' "$1" >"/etc/sub$kind"; done; }
chmod 0711 "$T/.." "$T"
mkdir user
chown "$ORDINARY_USER": user
export SKIFF_ROOT="$T/user/root" SKIFF_RUNROOT="$T/user/run"
printf '#!/bin/sh\nexec setpriv --reuid="$(id -u %s)" --regid="$(id -g %s)" --init-groups --inh-caps=-all -- %s "$@"\n' \
  "$ORDINARY_USER" "$ORDINARY_USER" "$SKIFF" >as-user
chmod 0755 as-user
SKIFF="$T/as-user"

set_range "$own_ranges"
make_rootfs_image box
run_ok run --name kept box sh -c 'mkdir /data && echo mine >/data/file && chown -R 1000:1000 /data'
run_ok run -d --name steady hello --sleep inf
expect full "$(ls "$SKIFF_ROOT/layers")" "maps that have layers"

set_range "$ORDINARY_USER:3000000:65536"
run_ok run --rm box stat -c '%u %g' /bin/busybox
expect_stdout '0 0'
run_ok run --rm -u 1000 box id -u
expect_stdout 1000
expect 2 "$(find "$SKIFF_ROOT/layers" -mindepth 1 -maxdepth 1 | wc -l)" "number of maps that have layers"
run_ok exec steady /hello --print 'still here'
expect_stdout 'still here'
run_ok stop -t 0 steady
expect_one_line_error 125 start kept
expect_stderr_like '^Error: container kept was made for id map "full", which is "[0-9a-f]{12}" now$'
expect_one_line_error 125 rm kept
expect_stderr_like 'files may belong to subordinate ids that this user no longer has'
run_ok ps -a
expect_no_stdout_like kept

set_range "${own_ranges%:*}:70000"
run_ok run --rm box stat -c '%u %g' /bin/busybox
expect_stdout '0 0'
expect 2 "$(find "$SKIFF_ROOT/layers" -mindepth 1 -maxdepth 1 | wc -l)" "number of maps that have layers"
run_ok start steady
run_ok rm -f -t 0 steady
expect '' "$(ls "$SKIFF_ROOT/aside")" "what lies aside"
umount /etc/subuid /etc/subgid
