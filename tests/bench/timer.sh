#!/usr/bin/env bash
# the benchmarks' timer rests between commands, and counts the rest to none
# runs-as: root
. "$(dirname "$0")/../cli/lib.sh"

# A second and more is another field of the time that is waited.
for pace in 20 1100; do
  before=$(date +%s%N)
  "$BUILD/tests/bench/timer" 1 "$pace" /bin/true ::: /bin/true >"$T/times" || fail "the timer failed"
  whole=$((($(date +%s%N) - before) / 1000))
  counted=$(awk '{ sum += $3 } END { print sum }' "$T/times")
  [ "$(wc -l <"$T/times")" = 2 ] || fail "not a line for each run: $(cat "$T/times")"
  [ $((counted + 2 * pace * 1000)) -le "$whole" ] || fail "pace $pace: $counted us counted of $whole, and two rests"
done
