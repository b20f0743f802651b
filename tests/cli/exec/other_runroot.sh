#!/usr/bin/env bash
# a container is reached by commands that have another RUNROOT: exec, attach, inspect, stop, rm
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
usual=$SKIFF_RUNROOT

export SKIFF_RUNROOT=$T/one
run_ok run -d --name web box sh -c 'trap "echo ended; exit 3" TERM; echo up; while :; do sleep 0.05; done'
run_ok run -d --name killed box sleep 1000
export SKIFF_RUNROOT=$T/other
run_ok exec web echo in
expect_stdout in
run_ok ps -q
expect 2 "$(wc -l <<<"$stdout")" "running containers"
"$SKIFF" logs -f web >followed &
wait_for grep -q up followed
run_ok stop web
wait $!
expect $'up\nended' "$(cat followed)" "the log that was followed"
run_ok rm web
run_ok rm -f -t 0 killed
expect '' "$(find "$T/one/containers" "$T/other/containers" -mindepth 1 2>/dev/null || true)" "what is left in both"
run_ok ps -aq
expect_stdout ''

is_root && exit 0
# Started with and without a runtime directory of the user's: one user namespace, below the store where there is none.
unset SKIFF_RUNROOT
mkdir -m 700 "$T/xdg"
user_namespace_of() { readlink "/proc/$(pid_of "$1")/ns/user"; }
XDG_RUNTIME_DIR=$T/xdg "$SKIFF" run -d --name with box sleep 1000 >/dev/null
env -u XDG_RUNTIME_DIR "$SKIFF" run -d --name without box sleep 1000 >/dev/null
expect "$(user_namespace_of with)" "$(user_namespace_of without)" "the user namespaces"
expect 1 "$(find "$T/xdg/skiff/containers" -type s | wc -l)" "sockets in XDG_RUNTIME_DIR"
[ -e "/run/user/$(id -u)" ] || expect 1 "$(find "$SKIFF_ROOT/run" -type s | wc -l)" "sockets below the store"
unset XDG_RUNTIME_DIR
for name in with without; do
  run_ok exec "$name" echo "$name"
  expect_stdout "$name"
done
run_ok rm -f -t 0 with without
export SKIFF_RUNROOT=$usual
