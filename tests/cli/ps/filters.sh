#!/usr/bin/env bash
# ps --filter selects by every key; several of one key are alternatives, labels and different keys all hold
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

run_ok run -d --name web -l app=web -l tier=front -v data:/data box sleep 1000
run_fails 3 run --name job -l app=job --network none box sh -c 'exit 3'
expect_stderr ''
run_ok create --name new -l app=web --pid host box true

# FILTERS (with blanks between)|NAMES, newest first
while IFS='|' read -r filters wanted; do
  arguments=()
  for filter in $filters; do arguments+=(--filter "$filter"); done
  run_ok ps -a --format '{{.Names}}' "${arguments[@]}"
  expect "$wanted" "${stdout//$'\n'/ }" "ps -a --filter $filters"
done <<'TABLE'
name=web|web
name=^/web$|web
name=e|new web
name=^[wj]|job web
status=running|web
status=exited|job
status=created status=exited|new job
exited=3|job
exited=0|
label=app|new job web
label=app=web|new web
label=app label=tier=front|web
label!=tier|new job
ancestor=box|new job web
ancestor=localhost/box:latest|new job web
ancestor=other|
before=job|web
since=job|new
until=1h|
volume=data|web
volume=/data|web
network=none|job
network=bridge|new web
command=sleep|web
health=none|new job web
restart-policy=always|
pod=any|
name=web status=exited|
TABLE

# Without -a only those that run, but a status asks for the others too.
run_ok ps -q --filter label=app=web
expect 1 "$(wc -l <<<"$stdout")" "lines"
run_ok ps --format '{{.Names}}' -f status=exited
expect_stdout job
run_ok ps --filter name=nothing --noheading
expect_stdout ''
