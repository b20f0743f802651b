#!/usr/bin/env bash
# image prune removes images without a name; with --all every one that no container uses
. "$(dirname "$0")/../lib.sh"
make_rootfs_image used
make_rootfs_image named --change 'LABEL a=b'
make_rootfs_image lost --change 'LABEL c=d'
lost=$("$SKIFF" images -q --no-trunc lost)
named=$("$SKIFF" images -q --no-trunc named)
run_ok tag named named:two
run_ok create used true
run_ok untag lost

run_ok image prune </dev/null
expect_stdout ''
run_ok image prune -f --filter label=a
expect_stdout ''
run_ok image prune -f
expect_stdout "${lost#sha256:}"
run_ok image prune --force --all --external --filter until=10h
expect_stdout ''
run_ok image prune -f -a
expect_stdout "${named#sha256:}"
run_ok images --format '{{.Repository}}'
expect_stdout localhost/used
run_fails 125 image prune -f --filter bogus=1
expect_stderr_line 'Error: bogus is an invalid filter'
