#!/usr/bin/env bash
# starts and ends a few milliseconds apart leave all that runs at once in one user namespace, every time
# runs-as: user
# timeout: 300
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# ROUNDS=120 is the long form (some two minutes); else as many as there are in 40 seconds, at most 40.
rounds=${ROUNDS:-40} most_seconds=40
[ -z "${ROUNDS:-}" ] || most_seconds=280
looked_at=0 done_rounds=0

user_namespaces_of_sleepers() {
  local folder comm
  for folder in /proc/[0-9]*; do
    read -r comm <"$folder/comm" || continue
    [ "$comm" != sleep ] || readlink "$folder/ns/user" || true
  done 2>/dev/null
}
are_gone() { [ -z "$(user_namespaces_of_sleepers)" ]; }

# A holder of the namespace (`true`) ends while the next one is still on its way to its record.
while ((done_rounds < rounds && SECONDS < most_seconds)); do
  starts=()
  for i in {1..6}; do
    "$SKIFF" run --rm --network none box true 2>>failures &
    starts+=($!)
    read -r -t "0.00$((RANDOM % 4 + 1))" <> <(:) || true
    if ((i % 2 == 0)); then
      "$SKIFF" run -d --rm --network none box sleep 0.7 2>>failures >/dev/null &
      starts+=($!)
    fi
    read -r -t "0.00$((RANDOM % 6 + 1))" <> <(:) || true
  done
  for start in "${starts[@]}"; do wait "$start" || fail "round $done_rounds: $(cat failures)"; done
  found=$(user_namespaces_of_sleepers)
  ((done_rounds += 1))
  [ "$(sort -u <<<"$found" | wc -l)" = 1 ] || fail "round $done_rounds: user namespaces $(sort <<<"$found" | uniq -c)"
  [ "$(wc -l <<<"$found")" -lt 2 ] || ((looked_at += 1))
  wait_for are_gone
done
expect '' "$(cat failures)" "standard error"
[ -z "${ROUNDS:-}" ] || expect "$ROUNDS" "$done_rounds" "rounds in time"
((looked_at * 2 >= done_rounds)) || fail "only $looked_at of $done_rounds rounds had two to compare"
say "note: $done_rounds rounds, in $looked_at of them two or more were compared"
