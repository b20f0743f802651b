#!/usr/bin/env bash
# redirects to plain HTTP, in circles, to files and to URLs with a user are refused
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_fails "redirects from https to plain HTTP at $plain" "${known[@]}" "$registry/moved/plain:1"
expect_not_asked plain
fetch_fails 'more than 5 redirects' "${known[@]}" "$registry/round:1"
expect 6 "$(grep -c 'GET /v2/round/' "$T/hostile/registry.log")" 'the number of requests'
for kind in file user nothing line; do
  fetch_fails "registry $registry: it redirects to" "${known[@]}" "$registry/bent/$kind:1"
done
expect_not_asked other
# Where nothing is verified plain HTTP is permitted, and still gets nothing.
fetch_ok --tls-verify=false --creds=alice:canary-of-alice "$registry/moved/plain:1"
expect_asked plain
expect_nothing_sent plain
