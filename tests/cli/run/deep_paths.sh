#!/usr/bin/env bash
# mounts and a working directory two thousand directories deep, many of them, are made in the time that their directories need
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
deep=$(printf '/d%.0s' {1..1900})
mounts=()
for number in {1..20}; do mounts+=(--tmpfs "/m$number$deep"); done
# shellcheck disable=SC2016 # for the shell inside
run_ok run --rm "${mounts[@]}" -w "/w$deep" box sh -c 'grep -c "^tmpfs /m" /proc/mounts; pwd'
expect "20
/w$deep" "$stdout" 'the mounts and the working directory'
