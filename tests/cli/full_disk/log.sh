#!/usr/bin/env bash
# a container that logs goes on on a full disk, and the log says how much it lacks when there is room again
# disk: tmpfs 96M
# timeout: 120
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

has_steps() { [ "$("$SKIFF" exec talker cat /notes/step 2>/dev/null)" = "$1" ]; }

# It writes 100 lines for each line in /notes/go, and notes that it is through.
mkdir notes && mkfifo notes/go
run_ok run -d --name talker -v "$T/notes:/notes" box sh -c '
  n=0; while read -r word; do
    i=0; while [ $i -lt 100 ]; do echo "$word $i"; i=$((i + 1)); done
    n=$((n + 1)); echo $n >/notes/step
  done </notes/go'
exec 5>notes/go
echo before >&5
wait_for has_steps 1
fill "$SKIFF_ROOT"
for step in 2 3 4; do
  echo during >&5
  wait_for has_steps $step
done
is_state talker running || fail "it is $(state talker)"
free_room "$SKIFF_ROOT"
echo after >&5
wait_for has_steps 5
exec 5>&-
run_ok wait talker
expect_stdout 0
run_ok logs talker
grep -v during <<<"$stdout" >lines
expect "$(for word in before after; do for i in {0..99}; do echo "$word $i"; done; done)" "$(cat lines)" "the lines with room"
expect_stderr_like '^skiff: [0-9]+ bytes of output are missing here: No space left on device$'
lost=$(sed -n 's/^skiff: \([0-9]*\) bytes.*/\1/p' <<<"$stderr" | awk '{ n += $1 } END { print n }')
there=$(grep -c during <<<"$stdout" || true)
say "$lost bytes lost, $there lines of that time are there"
written=$(for i in {0..99}; do echo "during $i"; done | wc -c)
kept=$(grep during <<<"$stdout" | wc -c || true)
expect "$((3 * written))" "$((lost + kept))" "bytes lost and kept"
