#!/usr/bin/env bash
# 20 programs at once in one container all give their output and codes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name target box sleep 1000
for i in {1..20}; do
  { "$SKIFF" exec target sh -c "echo $i; exit $i" && echo 0 || echo $?; } >"told$i" 2>&1 &
done
wait
for i in {1..20}; do expect "$i $i" "$(paste -sd ' ' "told$i")" "output and code of program $i"; done
