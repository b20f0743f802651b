#!/usr/bin/env bash
# a signal to attach reaches the program, with --sig-proxy=false it does not
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# attach_to FILE OPTION: until the program's ticks arrive in it.
attach_to() {
  "$SKIFF" attach --no-stdin "$2" target >"$1" 2>&1 &
  client=$!
  started $client
  wait_for grep -q tick "$1"
}

run_ok run -d --name target box sh -c 'trap "echo got; exit 5" TERM; while :; do echo tick; sleep 0.05; done'
attach_to not-passed --sig-proxy=false
kill -TERM $client
code=0
wait $client || code=$?
expect 143 "$code" "the exit code of the client that passes no signal on"
# A trap that had been set off would run before the next ticks.
ticks=$("$SKIFF" logs target | grep -c tick)
later() { [ "$("$SKIFF" logs target | grep -c tick)" -gt $((ticks + 2)) ]; }
wait_for later
if log_has target got; then fail "the program got the signal"; fi

attach_to passed --sig-proxy=true
kill -TERM $client
code=0
wait $client || code=$?
expect 5 "$code" "the exit code"
expect got "$(tail -n 1 passed)" "the last line"
