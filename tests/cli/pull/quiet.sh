#!/usr/bin/env bash
# without -q the layers are narrated on standard error; standard output is the id alone
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull "${registry_options[@]}" "$REGISTRY/library/layers"
[[ $stdout =~ ^[0-9a-f]{64}$ ]] || fail "not only an id: $stdout"
expect_stderr_like '^Trying to pull'
run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/busybox"
expect_stderr ''
