#!/usr/bin/env bash
# a signal to attach reaches the program, with --sig-proxy=false it does not
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sh -c 'trap "echo got; exit 5" TERM; while [ ! -e /go ]; do sleep 0.1; done; echo ready; while :; do sleep 0.1; done'
for proxy in false true; do
  "$SKIFF" attach --sig-proxy=$proxy target >"out-$proxy" 2>&1 &
  pid=$!
  if [ $proxy = false ]; then
    read -r -t 0.5 <> <(:) || true
    run_ok exec target touch /go
    wait_for grep -q ready out-false
  else
    read -r -t 0.5 <> <(:) || true
  fi
  kill -TERM $pid
  code=0
  wait $pid || code=$?
  [ $proxy = true ] || is_state target running || fail "the program got the signal"
done
expect 5 "$code" "the exit code"
