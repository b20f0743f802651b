#!/usr/bin/env bash
# layers are shown on a terminal, in a pipe only the name, with -q nothing; standard output is the id alone
. "$(dirname "$0")/../lib.sh"
registry_start

"$TESTS/cli/terminal" -- "$SKIFF" pull "${registry_options[@]}" "$REGISTRY/library/plain" >seen
grep -q '^Trying to pull' seen || fail "nothing on a terminal: $(cat seen)"
grep -q 'unpacking [0-9]' seen || fail "it does not tell that a whole layer is being unpacked: $(cat seen)"
run_ok pull "${registry_options[@]}" "$REGISTRY/library/layers"
[[ $stdout =~ ^[0-9a-f]{64}$ ]] || fail "not only an id: $stdout"
expect_stderr "Trying to pull $REGISTRY/library/layers:latest..."
"$TESTS/cli/terminal" -- "$SKIFF" pull -q "${registry_options[@]}" "$REGISTRY/library/busybox" >seen
expect 1 "$(wc -l <seen)" "lines with -q"
