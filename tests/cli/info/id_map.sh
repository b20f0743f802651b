#!/usr/bin/env bash
# info shows the ids that containers get, not those of the caller's own namespace
. "$(dirname "$0")/../lib.sh"

run_ok info
mapping=$(sed -n '/^    uidmap:/,/^    gidmap:/p' <<<"$stdout" | grep -oE '[0-9]+$' | tr '\n' ' ')
if is_root; then
  read -r inside outside count </proc/self/uid_map
  expect "$inside $outside $count " "$mapping" "the map"
else
  [[ $mapping == "0 $(id -u) 1 1 "* ]] || fail "not this user's map: $mapping"
fi
