#!/usr/bin/env bash
# ps --size counts what a container wrote, also files that only its own user may see; inspect -s the same in bytes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name wrote box sh -c 'head -c 5000 /dev/zero >/a; mkdir -m 700 /d; head -c 700 /dev/zero >/d/b; ln /a /c; chown -R 5:5 /d'
run_ok create --name nothing box true
run_ok ps -a --size
expect_stdout_like ' wrote +5\.7kB \(virtual [0-9.]+MB\)$'
expect_stdout_like ' nothing +0B \(virtual [0-9.]+MB\)$'
run_ok ps -a --format '{{.Names}} {{.Size}}' --filter name=nothing
expect_stdout_like '^nothing 0B \(virtual'
run_ok inspect -s wrote
expect 5700 "$(json '.[0].SizeRw')" "bytes written"
[ "$(json '.[0].SizeRootFs > 100000')" = true ] || fail "the image is not counted"
run_ok inspect wrote
expect null "$(json '.[0].SizeRw')" "without -s"
