#!/usr/bin/env bash
# ps lists the running with podman's columns; -a all; -q ids; --no-trunc whole ones
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok ps
expect 'CONTAINER ID  IMAGE  COMMAND  CREATED  STATUS  PORTS  NAMES' "$(sed -E 's/  +/  /g; s/ +$//' <<<"$stdout")" "the heading"
long=$("$SKIFF" run -d --name one box sleep 1000)
run_fails 3 run --name two box sh -c 'exit 3'
expect_stderr ''
run_ok ps
expect_stdout_like "^${long:0:12} +[^ ]*box[^ ]* +sleep 1000 .*Up .* one$"
expect 2 "$(wc -l <<<"$stdout")" "lines"
run_ok ps -a
expect_stdout_like 'Exited \(3\) .* two$'
run_ok ps -q
expect_stdout "${long:0:12}"
run_ok ps -q --no-trunc
expect_stdout "$long"
run_ok container ls -aq
expect 2 "$(wc -l <<<"$stdout")" "ids"
run_fails 125 ps surplus
expect_stderr_like 'takes no arguments'
