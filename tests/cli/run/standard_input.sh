#!/usr/bin/env bash
# -i hands standard input on and its end too; without -i the program reads nothing
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

head -c 5000000 /dev/urandom >input
expect "$(sha256sum <input)" "$("$SKIFF" run --rm -i box cat <input | sha256sum)" "what went through"
expect "" "$(echo text | "$SKIFF" run --rm box cat)" "input without -i"
