#!/usr/bin/env bash
# an exec that does not come to its program ends with its client, and leaves no process
# cgroup: delegated
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

children_of() { pgrep -P "$1" | wc -l; }
has_children() { [ "$(children_of "$1")" = "$2" ]; }

# cancel NAME OPTIONS...: begins an exec that hangs, and interrupts it.
cancel() {
  local supervisor runner code=0
  supervisor=$("$SKIFF" inspect "$1" | jq -r '.[0].State.ConmonPid')
  env --default-signal=INT "$SKIFF" exec "${@:2}" "$1" true &
  runner=$!
  started $runner
  # Its launcher and its process, beside the container's own.
  wait_for has_children "$supervisor" 3
  kill -INT $runner
  wait $runner || code=$?
  own_processes=()
  expect 130 "$code" "exit code of exec"
  wait_for has_children "$supervisor" 1
}

# Whatever is born in a frozen cgroup waits.
run_ok run -d --name frozen box sleep 1000
mount=$(findmnt -nro TARGET -t cgroup2 | sed 1!d)
cgroup=$mount$(sed -n 's/^0:://p' "/proc/$(pid_of frozen)/cgroup")
[[ $cgroup = *skiff-* && -w $cgroup/cgroup.freeze ]] || skip "containers have no cgroups here"
echo 1 >"$cgroup/cgroup.freeze"
cancel frozen
cancel frozen -d
# What is frozen can be removed all the same.
run_ok rm -f frozen
expect_stdout frozen
