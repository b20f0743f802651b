#!/usr/bin/env bash
# start at the very moment at which the container's process has ended starts it again
# timeout: 60
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# Whether a process has ended, though its parent has not seen it yet; builtins only, to be as quick as can be.
has_ended() {
  local state
  read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" || return 0
  [[ $state = [ZX] ]]
}
has_runs() { [ "$(wc -l <runs)" = "$1" ]; }

run_ok create --name moment -v "$T:/notes" box sh -c 'echo run >>/notes/runs; read -r go </notes/gate'
mkfifo gate
run_ok start moment
for round in {2..40}; do
  pid=$(pid_of moment)
  echo go >gate
  end=$((SECONDS + 20))
  until has_ended "$pid"; do ((SECONDS < end)) || fail "it does not end"; done
  run_ok start moment
  expect_stdout moment
  wait_for has_runs "$round"
done
