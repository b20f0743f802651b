#!/usr/bin/env bash
# logs has all lines, --tail the last, --since and --until those of a time, -t the times; stdout and stderr apart
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run --name talker box sh -c 'seq 5; echo err >&2'
run_ok logs talker
expect_stdout $'1\n2\n3\n4\n5'
expect_stderr err
run_ok logs --tail 2 talker
expect 2 "$(cat "$T/.out" "$T/.err" | wc -l)" "lines"
run_ok logs --tail 0 talker
expect_stdout ''
run_ok logs -t talker
expect_stdout_like '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+[^ ]* 1$'
run_ok logs --since 1h talker
expect_stdout_line 5
run_ok logs --until 1h talker
expect_stdout ''
run_ok logs --since "$(date -d '+1 hour' +%s)" talker
expect_stdout ''
expect_one_line_error 125 logs --since nonsense talker
expect_one_line_error 125 logs nobody
