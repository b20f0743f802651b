#!/usr/bin/env bash
# an index gives this machine's image
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/multi"
run_ok run --rm "$REGISTRY/library/multi" cat /etc/motd
expect_stdout 'a small boat'
