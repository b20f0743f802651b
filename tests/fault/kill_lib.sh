# shellcheck shell=bash
# What the kill tests share. They are started as root, since the tracer has to be (newuidmap loses its setuid bit under
# another), and run the commands as root and as ORDINARY_USER. KILL_EVERY=1 kills at every system call; the
# usual run takes each 23rd.

# kill_everywhere SCENARIO...
kill_everywhere() {
  needs python3
  local bad=''
  export KILL_EVERY=${KILL_EVERY:-23}
  python3 "$TESTS/fault/kill.py" "$@" || bad=root
  if [ -n "${ORDINARY_USER:-}" ]; then
    python3 "$TESTS/fault/kill.py" --user "$ORDINARY_USER" "$@" || bad="$bad $ORDINARY_USER"
  else
    say "no ordinary user could be made: only as root"
  fi
  [ -z "$bad" ] || fail "a kill leaves something: $bad"
}
