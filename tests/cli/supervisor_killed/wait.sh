#!/usr/bin/env bash
# wait and logs -f end with a container whose supervisor was killed, before or while they wait
. "$(dirname "$0")/lib.sh"
orphan web

"$SKIFF" wait web >waited 2>wait_error &
waiter=$!
started $waiter
"$SKIFF" logs -f web >followed &
follower=$!
started $follower
wait_for grep -q ready followed
run_ok stop web
code=0
wait $waiter || code=$?
expect 125 "$code" "the code of wait"
expect '' "$(cat waited)" "standard output of wait"
grep -qE '^Error: container [0-9a-f]{12}: its exit code is unknown: its supervisor was killed$' wait_error || fail "$(cat wait_error)"
wait $follower
expect ready "$(cat followed)" "what was followed"

run_ok run -d --name other box sleep 1000
"$SKIFF" wait other >waited 2>wait_error &
waiter=$!
started $waiter
"$SKIFF" attach --no-stdin other 2>attach_error &
attached=$!
started $attached
process=$(pid_of other)
kill_supervisor other
code=0
wait $attached || code=$?
expect 125 "$code" "the code of attach"
expect 1 "$(grep -c '^Error: ' attach_error)" "lines of error of attach: $(cat attach_error)"
kill -KILL "$process"
code=0
wait $waiter || code=$?
expect 125 "$code" "the code of wait: $(cat wait_error)"
grep -q 'its exit code is unknown: its supervisor was killed$' wait_error || fail "$(cat wait_error)"
