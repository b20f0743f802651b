#!/usr/bin/env bash
# 16 starts at once with no container there end in one user namespace, every time
# runs-as: user
# timeout: 180
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

is_gone() { [ ! -e "/proc/$1" ]; }

for round in {1..20}; do
  seq 16 | xargs -P 16 -I{} "$SKIFF" run -d --name c{} box sleep 1000 >started_ids 2>failures || fail "round $round: $(cat failures)"
  expect '' "$(cat failures)" "standard error of round $round"
  run_ok inspect c{1..16}
  mapfile -t processes < <(json '.[].State.Pid')
  mapfile -t supervisors < <(json '.[].State.ConmonPid')
  expect 16 "${#processes[@]}" "containers"
  found=$(for process in "${processes[@]}"; do readlink "/proc/$process/ns/user"; done | sort | uniq -c)
  expect 1 "$(wc -l <<<"$found")" "user namespaces in round $round: $found"
  [[ $found = *" 16 user:"* ]] || fail "not looked at all: $found"
  run_ok rm -f -t 0 c{1..16}
  # In each second round the next ones come while the last ones' supervisors are still ending.
  if ((round % 2 == 0)); then
    for supervisor in "${supervisors[@]}"; do wait_for is_gone "$supervisor"; done
  fi
done
