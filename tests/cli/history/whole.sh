#!/usr/bin/env bash
# history shortens what made a layer; --no-trunc does not
. "$(dirname "$0")/../lib.sh"
long="a message that is a good deal longer than forty-five letters and goes on after them"

run_ok import -m "$long" "$FIXTURES/busybox.tar" box
run_ok history box
expect_no_stdout_like "after them"
run_ok history --no-trunc box
expect_stdout_like "after them|[0-9a-f]{64}"
