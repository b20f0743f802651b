# shellcheck shell=bash
# What the kill tests share. They are started as root, since the tracer has to be (newuidmap loses its setuid bit under
# another), and run the commands as ACCOUNT. Each system call is killed at; for a quick look KILL_EVERY=7 takes each 7th only.

# kill_everywhere SCENARIO...
kill_everywhere() {
  local as=()
  if [ "$ACCOUNT" = user ]; then as=(--user "$ORDINARY_USER"); fi
  python3 "$TESTS/fault/kill.py" "${as[@]}" "$@" || fail "a kill leaves something"
}
