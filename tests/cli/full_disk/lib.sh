# shellcheck shell=bash
# A store on a small disk that gets full. What fails says so in one line and leaves nothing; stop and rm always work.
. "$(dirname "$0")/../lib.sh"

# fill FOLDER: until not a byte and not a file more goes onto its disk. Its room comes back with `free_room FOLDER`.
fill() {
  mkdir -p "$1/filling"
  dd if=/dev/zero of="$1/filling/large" bs=64k 2>/dev/null || true
  dd if=/dev/zero of="$1/filling/small" bs=1 2>/dev/null || true
  local i
  for ((i = 0; i < 100000; ++i)); do : >"$1/filling/$i" || break; done 2>/dev/null
  if echo more >"$1/filling/more"; then fail "the disk is not full: $(df "$1")"; fi 2>/dev/null
}
free_room() { rm -rf "$1/filling"; }

# What is in the store, but for what a log or a kept lock may add. Not all can be looked into: overlay closes its work/.
inventory() { (cd "$SKIFF_ROOT" && { find . -path ./filling -prune -o -print 2>/dev/null || true; } | grep -vE '/(\.?lock|log)$' | sort); }

# nothing_left: the store is as it was when `inventory >before` was noted. A supervisor tidies when all is said.
nothing_left() {
  local end=$((SECONDS + 10))
  until inventory >after && cmp -s before after; do
    ((SECONDS < end)) || fail "left behind by: $last_command" "$(diff before after)"
    read -r -t 0.02 <> <(:) || true
  done
}

# no_space CODE ARGS...: fails for want of room in one line that names what and why, and leaves nothing.
no_space() {
  expect_one_line_error "$@"
  expect_stderr_like '^Error: .*(no space left on device|need more than the [0-9]+ MiB that are free|needs [0-9]+ MiB, and [0-9]+ MiB are free|needs more than the [0-9]+ MiB that are free)'
  nothing_left
}

# keeps_ends CHECK...: stop, kill, rm and prune work, and exit codes are kept. CHECK looks at what the first stop says.
keeps_ends() {
  make_rootfs_image box

  for name in stopped killed ends removed alone; do
    run_ok run -d --name $name box sh -c 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done'
    wait_for log_has $name ready
  done
  run_ok run -d --rm --name passing -v /data box sleep 1000
  run_fails 4 run --name old box sh -c 'exit 4'
  kill -KILL "$("$SKIFF" inspect alone | jq -r '.[0].State.ConmonPid')"
  fill "$SKIFF_ROOT"

  run_ok ps
  run_ok stop stopped
  "$@"
  run_ok wait stopped
  expect_stdout 7
  run_ok kill killed
  run_ok wait killed
  expect_stdout 137
  # The exec may be ended with what it ends.
  capture exec ends sh -c 'kill -TERM 1'
  run_ok wait ends
  expect_stdout 7
  run_ok stop alone
  is_state alone exited || fail "stopped, it is $(state alone)"
  run_ok rm -f removed
  run_ok rm stopped alone
  run_ok stop -t 0 passing
  run_ok ps -a
  expect_no_stdout_like 'removed|stopped|alone|passing'
  run_ok inspect ends
  expect "exited 7" "$(json '.[0].State | "\(.Status) \(.ExitCode)"')"
  run_ok container prune -f
  run_ok ps -aq
  expect_stdout ''
}
