#!/bin/sh
# The program behind --init, as process 1 of a pid namespace.
# Usage: init.sh PATH-OF-INIT PATH-OF-HELLO
init=$1
hello=$2
failures=0
expect() { # expect WHAT WANTED GOT
  if [ "$2" = "$3" ]; then echo "ok - $1"; else echo "not ok - $1: wanted '$2', got '$3'"; failures=$((failures + 1)); fi
}
if ! unshare -Urpf true 2>/dev/null; then
  echo "1..0 # SKIP this user may not make a user and a pid namespace"
  exit 77
fi
inside() { unshare -Urpf --mount-proc --kill-child -- "$init" "$@"; }

inside "$hello" hello --exit 42
expect "the exit code is the program's" 42 $?
inside "$hello" hello --signal KILL
expect "a signal's exit code is 128 + its number" 137 $?
inside /nonexistent x 2>/dev/null
expect "a missing program is 127" 127 $?
inside /dev/null x 2>/dev/null
expect "a program that cannot be executed is 126" 126 $?
inside "$hello" 2>/dev/null
expect "too few arguments is 125" 125 $?
expect "arguments arrive whole" '["zero","--json","--print","a b"]' \
  "$(inside "$hello" zero --json --print "a b" | sed '$d' | tr -d '\n' | sed 's/.*"arguments": \(\[[^]]*\]\).*/\1/; s/, /,/g')"
expect "no signal is blocked or ignored for the program" '"blocked": [], "ignored": [],' \
  "$(inside "$hello" hello --json | grep -e '"blocked"' -e '"ignored"' | tr -s '\n ' ' ' | sed 's/^ //; s/ $//')"
expect "orphans are reaped" "1, 2" \
  "$(inside "$hello" hello --orphans 20 --sleep 0.3 --json | sed -n 's/.*"processes": \[\(.*\)\].*/\1/p')"

# (a shell starts its background jobs with INT and QUIT ignored)
output=${TMPDIR:-/tmp}/skiff-init-test.$$
for pair in TERM:15 HUP:1 USR1:10; do
  signal=${pair%:*}
  : >"$output"  # what the signal before left must not be taken for this one's word
  unshare -Urpf --mount-proc --kill-child -- "$init" "$hello" hello --print ready --sleep 20 >"$output" &
  outer=$!
  while kill -0 "$outer" && ! grep -q ready "$output"; do sleep 0.02; done
  # the child of unshare is process 1
  kill -s "$signal" "$(cat "/proc/$outer/task/$outer/children")"
  wait "$outer"
  code=$?
  expect "$signal is handed on" $((128 + ${pair#*:})) $code
done
rm -f "$output"
exit $((failures > 0))
