#!/usr/bin/env bash
# pull --retry begins anew where the registry could not be reached, and says so
. "$(dirname "$0")/../lib.sh"
registry_start

# The first connections break in the handshake. `through` is the registry's address behind that.
proxy() {
  rm -f port port.cuts
  python3 "$TESTS/fixtures/cutting_proxy.py" port "${REGISTRY#*:}" "$1" 0 &
  started $!
  wait_for test -f port
  through=localhost:$(<port)
}

proxy 100
expect_one_line_error 125 pull -q --retry 0 "${registry_options[@]}" "$through/library/busybox"
expect_stderr_like "^Error: cannot pull $through/library/busybox:latest: "
before=$(<port.cuts)
run_fails 125 pull --retry=2 --retry-delay 10ms "${registry_options[@]}" "$through/library/busybox"
expect 2 "$(grep -c '; trying again$' <<<"$stderr")" 'the lines that say so'
expect "$((3 * before))" "$(($(<port.cuts) - before))" 'the connections of three pulls'
proxy 2
run_ok pull --retry 5 --retry-delay 10ms "${registry_options[@]}" "$through/library/busybox"
# What another attempt cannot mend is not tried again.
run_fails 125 pull --retry 5 "${registry_options[@]}" "$REGISTRY/library/nothing"
expect_no_stderr_like 'trying again'
expect_stderr_like 'no such image'
expect_one_line_error 125 pull --retry many box
expect_stderr_like 'not a number from 0 to 100'
expect_one_line_error 125 pull --retry-delay 2 box
expect_stderr_like 'invalid argument "2" for "--retry-delay" flag'
