#!/usr/bin/env bash
# a link inside the image does not lead a mount's target out of the container
. "$(dirname "$0")/../lib.sh"

mkdir -p root/bin outside inside
cp /bin/busybox root/bin/cat
ln -s "$T/outside" root/data
tar cf links.tar -C root .
run_ok import links.tar links
echo inside >inside/file
run_ok run --rm -v "$T/inside:/data" links /bin/cat /data/file
expect_stdout inside
expect '' "$(ls outside)" "the folder outside"
