#!/usr/bin/env bash
# a token that ends in the middle of a pull is replaced
. "$(dirname "$0")/lib.sh"
hostile_start

fetch_ok "${trusted[@]}" "$registry/expiring:1"
expect 2 "$(grep -c '^blob' <<<"$stdout")" 'the number of blobs'
[ "$(grep -c '^GET /once' "$T/hostile/registry.log")" -ge 2 ] || fail 'no second token was asked for'
