#!/usr/bin/env bash
# history shows what made each layer, newest first
. "$(dirname "$0")/../lib.sh"
registry_start

run_ok pull -q "${registry_options[@]}" "$REGISTRY/library/layers"
run_ok history "$REGISTRY/library/layers"
expect 3 "$(wc -l <<<"$stdout")" "lines"
expect_stdout_like 'layer 1'
expect_no_stdout_like ' $'
expect_stdout_like '<missing>.*layer 0'
run_ok history -q "$REGISTRY/library/layers"
expect 2 "$(wc -l <<<"$stdout")" "ids"
