#!/usr/bin/env bash
# volume prune removes anonymous volumes that nothing uses; with --all also named ones
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok volume create -l keep=yes kept
run_ok volume create free
run_ok volume create
anonymous=$stdout
run_ok create -v used:/used box true
run_ok run --rm -v used:/used box true
run_ok volume prune </dev/null
expect_stdout ''
run_ok volume prune -f
expect_stdout "$anonymous"
run_ok volume prune -f -a --filter 'label!=keep'
expect_stdout free
run_ok volume prune --force --filter all=true --filter until=1h
expect_stdout ''
run_ok volume prune --force --filter all=true
expect_stdout kept
run_ok volume ls -q
expect_stdout used
run_fails 125 volume prune -f --filter bogus=1
expect_stderr_line 'Error: bogus is an invalid filter'
