#!/usr/bin/env bash
# start takes --all that do not run, the --latest, or those that a --filter passes
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

states() { "$SKIFF" ps -a --sort names --format '{{.Names}}:{{.State}}' | tr '\n' ' '; }
run_ok create --name a -l group=x box sleep 1000
run_ok create --name b -l group=x box sleep 1000
run_ok create --name c box sleep 1000
run_ok start --latest
expect 'a:created b:created c:running ' "$(states)"
run_ok stop -t 0 c
run_ok start --filter label=group=x --filter name=a
expect 'a:running b:created c:exited ' "$(states)"
run_ok start --all
expect 'a:running b:running c:running ' "$(states)"
run_ok start --all
expect_stdout ''
