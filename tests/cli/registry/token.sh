#!/usr/bin/env bash
# a token server gets the credentials, the service and the scope; the registry gets only its token
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_ok "${known[@]}" "$registry/token/other:1"
line=$(grep '^GET /token' "$T/hostile/other.log") || fail 'the token server was not asked'
grep -qF 'service=hostile%20%22q%22&scope=repository%3Atoken%2Fother%3Apull&account=alice' <<<"$line" || fail "it was asked: $line"
grep -qF 'Authorization: Basic YWxpY2U6Y2FuYXJ5LW9mLWFsaWNl' <<<"$line" || fail "it was asked without credentials: $line"
expect 1 "$(grep -c '^GET /token' "$T/hostile/other.log")" 'the number of tokens asked for'
if grep -qF 'Basic' "$T/hostile/registry.log"; then fail 'the registry was sent the password'; fi
# An identity token is posted, never in a URL.
printf '{"auths":{"%s":{"auth":"","identitytoken":"canary-refresh"}}}' "$registry" >"$T/auth.json"
fetch_ok "${trusted[@]}" --authfile="$T/auth.json" "$registry/token/other:2"
line=$(grep '^POST /token' "$T/hostile/other.log") || fail 'the identity token was not posted'
grep -qF 'grant_type=refresh_token&refresh_token=canary-refresh' <<<"$line" || fail "it was posted: $line"
if grep -q 'GET .*canary-refresh' "$T"/hostile/*.log; then fail 'the identity token was in a URL'; fi
