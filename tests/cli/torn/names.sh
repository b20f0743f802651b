#!/usr/bin/env bash
# a name whose link dangles or leads nowhere of ours is free, and hides no other container
. "$(dirname "$0")/lib.sh"
make_rootfs_image box

run_ok run -d --name good box sleep 1000
names=$SKIFF_ROOT/names
is_free() { [ ! -e "$names/$1" ] && [ ! -L "$names/$1" ]; }
ln -s "../containers/$(printf '0%.0s' {1..64})" "$names/dangling"
ln -s /etc "$names/elsewhere"
: >"$names/file"
others_work
for name in dangling elsewhere file; do
  inspect_fails "no such object: \"$name\"" inspect $name
  run_ok run --rm --name $name box true
  wait_for is_free $name
done
