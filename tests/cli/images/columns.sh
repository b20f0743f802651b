#!/usr/bin/env bash
# images lists names, ids and sizes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1

run_ok images
expect 'REPOSITORY  TAG  IMAGE ID  CREATED  SIZE' "$(head -n 1 <<<"$stdout" | sed -E 's/  +/  /g; s/ +$//')" "the heading"
expect_stdout_like '^localhost/box +1 +[0-9a-f]{12} +.* [0-9.]+ [kM]B'
run_ok images -q
[[ $stdout =~ ^[0-9a-f]{12}$ ]] || fail "not one short id: $stdout"
run_ok images -q --no-trunc
[[ $stdout =~ ^sha256:[0-9a-f]{64}$ ]] || fail "not one whole id: $stdout"
run_ok images --digests
expect_stdout_like 'sha256:[0-9a-f]{64}'
run_ok image ls
expect_stdout_like box
