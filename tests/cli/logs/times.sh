#!/usr/bin/env bash
# logs -t prints times in UTC with a Z, and --since takes what inspect and logs print
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box
export TZ=Asia/Tokyo

run_ok run --name job box sh -c 'echo a; sleep 0.3; echo b'
run_ok logs -t job
expect 2 "$(grep -cE '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{9}Z [ab]$' <<<"$stdout")" "lines with times"
second=$(tail -1 <<<"$stdout" | cut -d ' ' -f 1)
run_ok logs --since "$second" job
expect_stdout b
run_ok logs --until "$(head -1 <<<"$("$SKIFF" logs -t job)" | cut -d ' ' -f 1)" job
expect_stdout a
started_at=$("$SKIFF" inspect job | jq -r '.[0].State.StartedAt')
run_ok logs --since "$started_at" job
expect_stdout $'a\nb'
# As a template prints it: "2026-11-30 23:45:05.273701416 +0000 UTC".
run_ok logs --since "$("$SKIFF" inspect --format '{{.State.FinishedAt}}' job)" job
expect_stdout ''
run_ok logs --since "$("$SKIFF" inspect --format '{{.State.StartedAt}}' job)" job
expect_stdout $'a\nb'
# The same moment in another zone.
run_ok logs --since "$(TZ=UTC-5:30 date -d "$second" +%Y-%m-%dT%H:%M:%S.%N%:z)" job
expect_stdout b
