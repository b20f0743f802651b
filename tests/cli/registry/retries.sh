#!/usr/bin/env bash
# a lost connection, 429 and 503 are tried again three times; a long Retry-After ends at once
# timeout: 120
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_ok "${known[@]}" "$registry/lost/2:1"
fetch_ok "${known[@]}" "$registry/busy/2:1"
[ "$seconds" -ge 2 ] || fail "Retry-After was not kept: $seconds s"
fetch_fails "registry $registry answers with status 503: trouble: down for repair" "${known[@]}" "$registry/broken:1"
expect 4 "$(grep -c 'GET /v2/broken/' "$T/hostile/registry.log")" 'the number of requests'
fetch_fails 'the connection ended without an answer' "${known[@]}" "$registry/lost/9:1"
fetch_fails 'status 429: trouble: pull rate limit reached' "${known[@]}" "$registry/later:1"
expect 1 "$(grep -c 'GET /v2/later/' "$T/hostile/registry.log")" 'the number of requests'
