#!/usr/bin/env bash
# a run that pulls its image goes on with the libraries that takes, once, and its supervisor is the program that was called
. "$(dirname "$0")/../lib.sh"
registry_start
make_rootfs_image box

supervisor_of() { "$SKIFF" inspect -f '{{.State.ConmonPid}}' "$1"; }

# What the kernel shows as the program of a supervisor: the file that was called, not a copy in memory.
run_ok run -d --name pulled "${registry_options[@]}" "$REGISTRY/library/busybox" sleep 1000
expect 1 "$(grep -c 'Trying to pull' <<<"$stderr")" "times that it says so"
run_ok run -d --name there box sleep 1000
run_ok run -d --name hello hello --sleep inf
for name in pulled there hello; do
  expect "$(stat -Lc %i "$SKIFF")" "$(stat -Lc %i "/proc/$(supervisor_of $name)/exe")" "program of the supervisor of $name"
done

# What it left in the environment for itself is not the container's, and what a caller leaves there does nothing.
export SKIFF_OUTER_PROGRAM=0 SKIFF_KEPT=kept
run_ok run --rm -e 'SKIFF_*' --pull always "${registry_options[@]}" "$REGISTRY/library/busybox" env
expect_stdout_like '^SKIFF_KEPT=kept$'
! grep -q SKIFF_OUTER_PROGRAM <<<"$stdout" || fail "the container has the variable of the program's own" "$stdout"
