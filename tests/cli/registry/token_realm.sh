#!/usr/bin/env bash
# no token server without verified TLS gets the credentials
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_fails "names a token server without TLS \($plain\): nothing is sent" "${known[@]}" "$registry/token/plain:1"
expect_not_asked plain
fetch_fails "cannot get a token from $stranger: cannot trust" "${known[@]}" "$registry/token/stranger:1"
expect_not_asked stranger
# By name another host, so that even --tls-verify=false does not send it the password unverified.
fetch_fails 'cannot trust' --tls-verify=false --creds=alice:canary-of-alice "127.0.0.1:${registry#*:}/token/stranger:1"
expect_not_asked stranger
