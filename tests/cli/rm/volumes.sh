#!/usr/bin/env bash
# rm -v removes anonymous volumes, never named ones
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name job -v /anonymous -v named:/named box true
run_ok volume ls -q
expect 2 "$(wc -l <<<"$stdout")" "volumes"
run_ok rm -v job
run_ok volume ls -q
expect_stdout named
