#!/usr/bin/env bash
# much output on both streams at once arrives whole and apart, through a log that turns over, in bounded memory
# timeout: 900
# LARGE_OUTPUT=10 asks for 10 GB; else it is 128 MB.
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

megabytes=$((${LARGE_OUTPUT:-0} * 1000))
((megabytes > 0)) || megabytes=128
errors=$((megabytes / 8))
mkfifo gate
peak_of() { awk '/^VmHWM:/ { print $2 }' "/proc/$1/status"; }

# The container waits at the gate when all is written, so that both processes can be looked at with their work done.
mkfifo output error
cmp - <(head -c ${megabytes}M /dev/zero) <output >output_differs 2>&1 &
output_reader=$!
cmp - <(head -c ${errors}M /dev/zero | tr '\0' e) <error >error_differs 2>&1 &
error_reader=$!
started $output_reader
started $error_reader
begin=$SECONDS
"$SKIFF" run --name big --log-opt max-size=1m -v "$T:/notes" box sh -c "
  tr '\\0' e </dev/zero | dd bs=1M iflag=fullblock count=$errors >&2 2>/dev/null &
  dd if=/dev/zero bs=1M count=$megabytes 2>/dev/null
  wait
  echo >/notes/written; read -r go </notes/gate; exit 3" >output 2>error &
runner=$!
started $runner
WAIT=850 wait_for test -e written
took=$((SECONDS - begin))
supervisor=$("$SKIFF" inspect big | jq -r '.[0].State.ConmonPid')
for process in $runner "$supervisor"; do
  peak=$(peak_of "$process")
  say "peak memory of process $process: $peak KB"
  # A sanitizer keeps what was freed, and tables of its own.
  [ -n "$VARIANT" ] || ((peak < 65536)) || fail "process $process took $peak KB"
done
say "note: $((megabytes + errors)) MiB in $took s"
echo go >gate
code=0
wait $runner || code=$?
expect 3 "$code" "the exit code"
wait $output_reader || fail "standard output: $(cat output_differs)"
wait $error_reader || fail "standard error: $(cat error_differs)"
total=$(find "$SKIFF_ROOT/containers" -maxdepth 2 -name 'log*' -type f -printf '%s\n' | awk '{ sum += $1 } END { print sum }')
[ "$total" -le 4000000 ] || fail "the log has $total bytes"
