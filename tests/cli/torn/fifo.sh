#!/usr/bin/env bash
# a FIFO in the place of a container's lock or record hinders nobody: no command waits for its other end
. "$(dirname "$0")/lib.sh"
make_rootfs_image box
run_ok run -d --name good box sleep 1000
run_ok run --name odd box true
run_ok inspect odd
odd=$SKIFF_ROOT/containers/$(json '.[0].Id')

# finishes ARGS...: with whatever code, and in a time in which nothing can have waited.
finishes() {
  local code=0
  timeout 20 "$SKIFF" "$@" >"$T/.out" 2>"$T/.err" || code=$?
  [ "$code" != 124 ] || fail "skiff $* waits for the FIFO $file"
}

for file in lock state.json config.json; do
  mv "$odd/$file" "$T/kept"
  mkfifo "$odd/$file"
  for command in 'ps -a' 'inspect odd' 'logs odd' 'wait odd' 'exec odd true' 'start odd' 'stop odd' info; do
    # shellcheck disable=SC2086 # words
    finishes $command
  done
  others_work
  rm -f "$odd/$file"
  mv "$T/kept" "$odd/$file"
done
run_ok rm odd
run_ok rm -f -t 0 good
