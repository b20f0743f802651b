#!/usr/bin/env bash
# a token that is none, too long or breaks the header line is refused; so is an unknown scheme
. "$(dirname "$0")/lib.sh"
hostile_start

for kind in line empty number long; do
  fetch_fails "the answer of its token server $registry has no token" "${trusted[@]}" "$registry/badtoken/$kind:1"
done
if grep -qi 'x-injected' "$T/hostile/registry.log"; then fail 'a header was injected'; fi
fetch_fails 'sends more than 1048576 bytes' "${trusted[@]}" "$registry/badtoken/endless:1"
fetch_fails 'asks for authentication by negotiate, which is not known' "${trusted[@]}" "$registry/scheme:1"
