#!/usr/bin/env bash
# history --format has its fields in words, and with --human=false as bytes and times
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box:1

run_ok history --format '{{.ID}}|{{.CreatedSince}}|{{.Size}}|{{.Comment}}' box:1
expect_stdout_like '^[0-9a-f]{12}\|.* ago\|[0-9.]+ [kM]B\|'
run_ok history --format '{{.Created}}|{{.Size}}' --human=false box:1
expect_stdout_like '^[0-9-]+T[0-9:.]+Z\|[0-9]+$'
run_ok history -H=false box:1
expect_stdout_like '[0-9]Z +'
run_ok history --format 'table {{.ID}} {{.CreatedSince}}' box:1
expect_stdout_like '^ID +CREATED$'
run_ok history --format json box:1
expect 1 "$(json length)"
