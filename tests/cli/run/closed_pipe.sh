#!/usr/bin/env bash
# a reader that goes away ends the command, and with --rm its container, as in a plain pipe
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# Without --rm the program goes on: its output is in the log.
{ "$SKIFF" run --name talker box yes 2>err || echo $? >code; } | head -n 1 >first
expect y "$(cat first)"
expect 141 "$(cat code)" "ended by SIGPIPE"
is_state talker running || fail "the program has ended"
run_ok rm -f -t 0 talker

# cut_off COMMAND...: its reader leaves after one line, and no container is left.
cut_off() {
  rm -f code
  { "$SKIFF" run --rm box "$@" 2>err || echo $? >code; } | head -n 1 >first
  expect y "$(cat first)" "the output of $1"
  expect 141 "$(cat code)" "the exit code of $1"
  wait_for sh -c 'test -z "$("$SKIFF" ps -aq)"'
}
cut_off yes
# A shell as process 1 ignores SIGPIPE, and would write for ever.
cut_off sh -c 'while :; do echo y; done'
cut_off sh -c 'trap "" TERM; while :; do echo y; done'

# An exec's program ends alone.
run_ok run -d --name host box sleep 1000
rm -f code
{ "$SKIFF" exec host yes 2>err || echo $? >code; } | head -n 1 >first
expect y "$(cat first)"
expect 141 "$(cat code)" "the exit code of exec"
gone() { run_ok exec host ps && ! grep -q ' yes$' <<<"$stdout"; }
wait_for gone
