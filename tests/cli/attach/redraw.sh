#!/usr/bin/env bash
# attach to a program with a screen shows it: the program is told to draw it again, also on a terminal of the same size
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

# shellcheck disable=SC2016 # for the shell inside
run_ok run -d -it --name screen box sh -c 'trap "echo drawn \$(stty size)" WINCH; while :; do sleep 1000 & wait; done'
for round in first second; do
  "$TESTS/cli/terminal" --size 24x80 --expect 'drawn 24 80' --send '\x10\x11' -- "$SKIFF" attach screen >seen ||
    fail "the $round time: $(cat seen)"
done
run_ok rm -f -t 0 screen
