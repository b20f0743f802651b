#!/usr/bin/env bash
# a broken blob is asked for from where it broke; of a registry that sends the whole again the rest is taken
. "$(dirname "$0")/lib.sh"
hostile_start

for kind in part whole; do
  mkdir "$T/$kind"
  fetch_ok "${known[@]}" "--output=$T/$kind" "$registry/resume/$kind:1"
  for blob in "$T/$kind"/*; do expect "${blob##*/}" "$(sha256sum <"$blob" | cut -d ' ' -f 1)" 'the digest of a blob'; done
  expect 3 "$(grep -c "GET /v2/resume/$kind/blobs/" "$T/hostile/registry.log")" 'the number of requests'
  grep -A 20 "GET /v2/resume/$kind/blobs/" "$T/hostile/registry.log" | grep -q 'Range: bytes=[1-9][0-9]*-' || fail 'no range was asked for'
done
fetch_fails 'the server sends another part than that from byte [0-9]+ on' "${known[@]}" "$registry/resume/wrong:1"
