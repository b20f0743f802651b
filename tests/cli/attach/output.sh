#!/usr/bin/env bash
# attach shows what comes from now on and ends with the exit code; two at once both see it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name talker -i box sh -c 'while [ ! -e /go ]; do sleep 0.1; done; seq 1000; exit 8'
for i in 1 2; do
  "$SKIFF" attach --no-stdin talker >"out$i" 2>/dev/null || echo "$?" >"code$i" &
done
wait_for sh -c 'test "$("$SKIFF" exec talker true; echo $?)" = 0'
sleep_until_attached() { [ "$(find "$SKIFF_RUNROOT" -name 'attach*' | wc -l)" -ge 1 ]; }
wait_for sleep_until_attached
read -r -t 1 <> <(:) || true
run_ok exec talker touch /go
wait
for i in 1 2; do
  expect 8 "$(cat "code$i")" "exit code $i"
  expect 1000 "$(tail -n 1 "out$i")" "the last line $i"
done
