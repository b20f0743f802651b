# shellcheck shell=bash
# What the kill tests share. They are started as root, since the tracer has to be (newuidmap loses its setuid bit under
# another), and run the commands as ACCOUNT. KILL_EVERY=1 kills at each system call, which takes half an hour; else it is each 7th.

# kill_everywhere SCENARIO...
kill_everywhere() {
  export KILL_EVERY="${KILL_EVERY:-7}"
  local as=()
  if [ "$ACCOUNT" = user ]; then as=(--user "$ORDINARY_USER"); fi
  python3 "$TESTS/fault/kill.py" "${as[@]}" "$@" || fail "a kill leaves something"
}
