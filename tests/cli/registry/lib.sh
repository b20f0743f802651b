# shellcheck shell=bash disable=SC2034
# What the tests of the registry transport share: they drive image::Transport by a small program of its own.
. "$TESTS/cli/lib.sh"
needs python3 openssl
drive=${SKIFF%/*}/tests/unit/registry-drive
[ -x "$drive" ] || skip "the build has no tests/unit/registry-drive"

# What hostile_start sets.
registry='' other='' stranger='' plain='' layer='' trusted=() known=()

# fetch [OPTIONS...] REFERENCE [DIGEST=SIZE...]: stdout, stderr and code as capture() sets them, and the `seconds` it took.
fetch() {
  last_command="registry-drive $*"
  code=0
  local before=$SECONDS
  "$drive" "$@" >"$T/.out" 2>"$T/.err" || code=$?
  seconds=$((SECONDS - before))
  stdout=$(<"$T/.out")
  stderr=$(tr -d '\0' <"$T/.err")
}

fetch_ok() {
  fetch "$@"
  [ "$code" = 0 ] || fail "exit code $code, not 0"
}

# fetch_fails PATTERN [OPTIONS...] REFERENCE: one line that has all of the pattern, in reasonable length.
fetch_fails() {
  local pattern=$1
  shift
  fetch "$@"
  [ "$code" = 1 ] || fail "exit code $code, not 1"
  [ "$(grep -c '^Error: ' <<<"$stderr")" = 1 ] || fail "not exactly one line that starts with Error:"
  expect_stderr_like "$pattern"
  [ "${#stderr}" -lt 1000 ] || fail "an error of ${#stderr} bytes"
  if LC_ALL=C grep -q '[[:cntrl:]]' <<<"$stderr"; then fail "the error has control characters"; fi
  expect_no_secret "$stderr" "the error"
}

# hostile_start: the servers of hostile_registry.py; `registry`, `other`, `stranger` and `plain` are their addresses,
# `trusted` what a fetch from the first two needs, `known` that with the credentials.
hostile_start() {
  mkdir "$T/hostile"
  python3 "$(dirname "${BASH_SOURCE[0]}")/hostile_registry.py" "$T/hostile" >"$T/hostile.log" 2>&1 &
  started $!
  wait_for test -f "$T/hostile/ports"
  # shellcheck disable=SC1091 # made just now
  . "$T/hostile/ports"
  trusted=("--cert-dir=$T/hostile/certs")
  known=("${trusted[@]}" --creds=alice:canary-of-alice)
}

# What alice's credentials look like anywhere; the signature is a secret of the store that a redirect leads to.
secret='canary-of-alice|YWxpY2U6Y2FuYXJ5LW9mLWFsaWNl|canary-refresh|canary-cookie'
expect_no_secret() { if grep -qE -- "$secret|canary-signature" <<<"$1"; then fail "$2 has a secret"; fi; }

# expect_nothing_sent SERVER: no credential, token or cookie reached it.
expect_nothing_sent() {
  if grep -iE -- "$secret|authorization:|cookie:" "$T/hostile/$1.log" >"$T/.sent"; then fail "$1 was sent: $(<"$T/.sent")"; fi
}
expect_asked() { [ -s "$T/hostile/$1.log" ] || fail "$1 was not asked: the test shows nothing"; }
expect_not_asked() { [ ! -s "$T/hostile/$1.log" ] || fail "$1 was asked: $(<"$T/hostile/$1.log")"; }
