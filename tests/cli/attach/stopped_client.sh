#!/usr/bin/env bash
# a client that is stopped is cut off and hears of it; the container goes on, and another client gets every byte
# timeout: 120
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# attach_to FILE: until the container's ticks arrive in it.
attach_to() {
  "$SKIFF" attach --no-stdin talker >"$1" 2>"$1.error" &
  client=$!
  started $client
  wait_for grep -q tick "$1"
}

numbers=300000
run_ok run -d --name talker -v "$T:/notes" box sh -c "
  while [ ! -e /notes/go ]; do echo tick; sleep 0.05; done
  date +%s >/notes/began; seq $numbers; date +%s >/notes/wrote
  read -r word </notes/gate"
mkfifo gate
attach_to reads
reader=$client
attach_to stopped
stopped=$client
kill -STOP $stopped
: >go
# The other one stays stopped all the while.
WAIT=90 wait_for test -s wrote
say "note: $numbers numbers in $(($(cat wrote) - $(cat began))) s with one of two clients stopped"
grep -q '^State:.*T' "/proc/$stopped/status" || fail "it is not stopped"
run_ok exec talker true
kill -CONT $stopped
code=0
wait $stopped || code=$?
expect 125 "$code" "the exit code of who was stopped"
expect_lost='Error: output lost: this terminal fell behind the container'
expect "$expect_lost" "$(head -n 1 stopped.error)" "its error"
echo go >gate
wait $reader
expect '' "$(cat reads.error)" "standard error of the other"
grep -v tick reads | cmp - <(seq $numbers) || fail "the other one lacks something"
