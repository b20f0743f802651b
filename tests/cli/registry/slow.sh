#!/usr/bin/env bash
# a registry that is silent, sends a byte a second, or much that is no part of the answer is not waited for
# timeout: 120
. "$(dirname "$0")/lib.sh"
hostile_start

"$drive" "${known[@]}" "$registry/silent:1" >/dev/null 2>"$T/silent" &
silent=$!
"$drive" "${known[@]}" "$registry/padded:1" >/dev/null 2>"$T/padded" &
padded=$!
fetch_fails 'only [0-9]+ bytes came in 30 seconds' "${known[@]}" "$registry/drip:1"
if [ "$seconds" -lt 28 ] || [ "$seconds" -gt 50 ]; then fail "ended after $seconds s"; fi
code=0
wait "$silent" || code=$?
expect 1 "$code" 'the exit code of the silent one'
grep -q 'only 0 bytes came in 30 seconds' "$T/silent" || fail "silent: $(<"$T/silent")"
code=0
wait "$padded" || code=$?
expect 1 "$code" 'the exit code of the padded one'
grep -qE 'only [0-9]+ bytes came in 30 seconds' "$T/padded" || fail "padded: $(<"$T/padded")"
