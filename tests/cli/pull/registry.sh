#!/usr/bin/env bash
# pull over TLS with a password, by tag and digest, gzip, zstd and plain layers
. "$(dirname "$0")/../lib.sh"
registry_start

for tag in busybox layers zstd plain; do
  registry_has $tag || continue
  run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/$tag:latest"
  [[ $stdout =~ ^[0-9a-f]{64}$ ]] || fail "not an id: $stdout"
  run_ok run --rm "$REGISTRY/library/$tag" cat /etc/group
  expect_stdout_line app:x:1000:
done
run_ok image inspect "$REGISTRY/library/layers"
digest=$(json '.[0].Digest')
run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/layers@$digest"
run_ok run --rm "$REGISTRY/library/layers@$digest" cat /etc/motd
expect_stdout 'a small boat'
