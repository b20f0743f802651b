#!/usr/bin/env bash
# untag takes names from an image, which stays without any
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
id=$("$SKIFF" images -q)
run_ok tag box other:2
run_ok tag box third:3

run_ok untag box other:2
expect_stdout ''
run_fails 1 image exists other:2
expect_stderr ''
run_ok image exists third:3
run_fails 125 untag box nothing
expect_stderr 'Error: nothing: image not known'
run_ok untag box
run_ok images --format '{{.ID}} {{.Repository}} {{.Tag}}'
expect_stdout "$id <none> <none>"
run_ok run --rm "$id" true
run_ok tag "$id" again
run_ok images --format '{{.Repository}}'
expect_stdout localhost/again
