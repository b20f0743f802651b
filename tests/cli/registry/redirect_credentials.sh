#!/usr/bin/env bash
# credentials, cookies and tokens stay with the registry when it redirects a blob to another server
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_ok "${known[@]}" "$registry/moved/other:1"
expect_stdout_like "^blob $layer "
expect_asked other
expect_nothing_sent other
# Back at the registry after a detour: what the other server chose to ask for gets no credentials either.
fetch_ok "${known[@]}" "$registry/there:1"
grep '^GET /store' "$T/hostile/registry.log" >"$T/back" || fail "the way back was not taken"
expect_no_secret "$(<"$T/back")" "the request after the way back"
expect_nothing_sent other
