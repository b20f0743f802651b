#!/usr/bin/env bash
# a program starts with every signal at its default and none blocked, whatever the caller of run, start or exec ignores or blocks
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
clean='SigBlk:	0000000000000000
SigIgn:	0000000000000000'
# All of them: also the realtime ones, and those that a supervisor itself ignores.
env --ignore-signal --block-signal "$SKIFF" run -d --name it box sh -c 'grep -E "Sig(Blk|Ign)" /proc/self/status; exec sleep 1000' >/dev/null
wait_for log_has it SigIgn
run_ok logs it
expect_stdout "$clean"
env --ignore-signal --block-signal "$SKIFF" exec it grep -E 'Sig(Blk|Ign)' /proc/self/status >seen
[ "$(cat seen)" = "$clean" ] || fail "an exec's: $(cat seen)"
run_ok stop -t 0 it
env --ignore-signal --block-signal "$SKIFF" start it >/dev/null
log_has_two() { [ "$("$SKIFF" logs it | grep -c 'SigIgn:.*0000000000000000$')" = 2 ]; }
wait_for log_has_two
run_ok rm -f it
