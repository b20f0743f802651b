#!/usr/bin/env bash
# of 16 that ask for one name at once, one gets it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

for i in {1..16}; do
  "$SKIFF" run -d --name contested box sleep 1000 >"won$i" 2>"lost$i" &
done
wait
expect 1 "$(cat won* | wc -l)" "winners"
expect 15 "$(cat lost* | grep -c '^Error: .*in use')" "losers with a message"
run_ok ps -aq
expect 1 "$(wc -l <<<"$stdout")" "containers"
