#!/usr/bin/env bash
# the benchmarks run, and print tables, ratios and bars
# runs-as: root
# timeout: 120
. "$(dirname "$0")/../cli/lib.sh"

"$TESTS/bench/run" --build "$BUILD" --here "$T/bench" --smoke >"$T/report" 2>&1 || fail "$(cat "$T/report")"
for title in 'as root' 'exec CTR true' 'version and ps' 'ps -a of' 'supervisors' 'pull of'; do
  grep -q -- "$title" "$T/report" || fail "no table of: $title" "$(cat "$T/report")"
done
grep -Eq '^  (met    |NOT MET)  skiff run / floor' "$T/report" || fail "no bars" "$(cat "$T/report")"
