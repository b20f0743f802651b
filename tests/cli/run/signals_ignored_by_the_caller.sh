#!/usr/bin/env bash
# a signal sent to the command reaches the program, also one that the caller ignores (nohup, a script's background)
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for signal in INT HUP QUIT WINCH TSTP USR1; do
  rm -f out
  env --ignore-signal="$signal" "$SKIFF" run --rm box sh -c "trap 'echo got it; exit 5' $signal; echo ready; while :; do sleep 0.1; done" >out 2>&1 &
  pid=$!
  wait_for grep -q ready out
  kill -"$signal" $pid
  code=0
  wait $pid || code=$?
  expect 5 $code "the exit code after $signal"
done
# What is not passed on does not end a command that ignores it.
run_ok run -d --name target box sh -c 'while [ ! -e /go ]; do sleep 0.1; done; exit 6'
rm -f pid code
{
  code=0
  sh -c 'echo $$ >pid; exec env --ignore-signal=INT "$0" attach --sig-proxy=false target' "$SKIFF" >out 2>&1 || code=$?
  echo "$code" >code
} &
wait_for test -s pid
pid=$(cat pid)
wait_for sh -c "test \$(((0x\$(sed -n 's/^SigBlk:\t//p' /proc/$pid/status) >> 1) & 1)) = 1"
kill -INT "$pid"
run_ok exec target touch /go
wait_for test -s code
expect 6 "$(cat code)" "the exit code"
wait
