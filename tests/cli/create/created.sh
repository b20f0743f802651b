#!/usr/bin/env bash
# create prints the id and starts nothing; start runs it
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok create --name later box sh -c 'echo ran; exit 4'
id=$stdout
[[ $id =~ ^[0-9a-f]{64}$ ]] || fail "not an id: $id"
expect created "$(state later)"
run_ok ps -q
expect_stdout ''
run_ok start later
expect_stdout later
run_ok wait later
expect_stdout 4
run_ok logs later
expect_stdout ran
