#!/usr/bin/env bash
# a blob whose connection breaks is carried on from there, several times; one that never gets on is an error
. "$(dirname "$0")/../lib.sh"
registry_start

# proxy CUTS BYTES: `through` is the registry's address behind it.
proxy() {
  rm -f port port.cuts
  python3 "$TESTS/fixtures/cutting_proxy.py" port "${REGISTRY#*:}" "$1" "$2" &
  started $!
  wait_for test -f port
  through=localhost:$(<port)
}

proxy 3 100000
run_ok pull "${registry_options[@]}" "$through/library/layers"
expect 3 "$(<port.cuts)" 'the connections that were cut'
run_ok run --rm "$through/library/layers" cat /etc/motd
expect_stdout 'a small boat'
run_ok rmi "$through/library/layers"

proxy 1000 100000
registry_has debian || skip "the registry has no debian"
expect_one_line_error 125 pull -q "${registry_options[@]}" "$through/library/debian"
expect_stderr_like 'the connection ended'
expect '' "$(find "$SKIFF_ROOT/images/blobs" "$SKIFF_ROOT/images/.aside" -type f 2>/dev/null)" 'what was left'
