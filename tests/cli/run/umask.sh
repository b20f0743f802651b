#!/usr/bin/env bash
# a caller's umask of 077 leaves a container usable for an ordinary user inside
# runs-as: both
. "$(dirname "$0")/../lib.sh"
umask 077
make_rootfs_image box
# shellcheck disable=SC2016 # for the shell inside
run_ok run --rm -u 100 -w /made/here -v data:/data --tmpfs /scratch box sh -c '
  cat /etc/hosts /etc/hostname /etc/resolv.conf >/dev/null && stat -c "%a %n" / /made /made/here /data /scratch /etc/hosts'
expect_stdout '755 /
755 /made
755 /made/here
755 /data
1777 /scratch
644 /etc/hosts'
# What is the caller's alone stays so.
expect 700 "$(stat -c %a "$SKIFF_ROOT")" "the mode of the store"
