#!/usr/bin/env bash
# attach shows what comes from now on and ends with the exit code; two at once both see it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name talker -i box sh -c 'while [ ! -e /go ]; do echo tick; sleep 0.05; done; seq 1000; exit 8'
wait_for log_has talker tick
for i in 1 2; do
  "$SKIFF" attach --no-stdin talker >"out$i" 2>/dev/null || echo "$?" >"code$i" &
done
# Who shows a tick is attached.
for i in 1 2; do wait_for grep -q tick "out$i"; done
run_ok exec talker touch /go
wait
for i in 1 2; do
  expect 8 "$(cat "code$i")" "exit code $i"
  grep -v tick "out$i" | cmp - <(seq 1000) || fail "client $i lacks something"
done
