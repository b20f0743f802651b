#!/usr/bin/env bash
# start, stop, restart, rm and kill act on what --all, --latest, --cidfile, --filter and names select
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

states() { "$SKIFF" ps -a --sort names --format '{{.Names}}:{{.State}}' | tr '\n' ' '; }
run_ok create --name a --cidfile "$T/a.id" -l group=x box sleep 1000
run_ok create --name b -l group=x box sleep 1000
run_ok create --name c box sleep 1000

run_ok start --filter label=group=x
expect 'a:running b:running c:created ' "$(states)"
run_ok start --all
expect 'a:running b:running c:running ' "$(states)"
run_ok stop -t 0 --latest
expect 'a:running b:running c:exited ' "$(states)"
run_ok start -l
run_ok stop -t 0 --cidfile "$T/a.id"
expect 'a:exited b:running c:running ' "$(states)"
run_ok stop --timeout 0 --filter label=group=x
expect 'a:exited b:exited c:running ' "$(states)"
before=$(pid_of c)
run_ok restart -t 0 --running
expect 'a:exited b:exited c:running ' "$(states)"
[ "$(pid_of c)" != "$before" ] || fail "it was not restarted"
run_ok restart -t 0 --filter name=b
expect 'a:exited b:running c:running ' "$(states)"
run_fails 125 kill --cidfile "$T/a.id"
expect_stderr_like "^Error: .*running"
run_ok restart -t 0 -a
expect 'a:running b:running c:running ' "$(states)"
run_ok kill --latest
wait_for is_state c exited
run_ok kill -a
wait_for is_state a exited
wait_for is_state b exited
run_ok stop -a
expect_stdout ''
run_ok rm --filter label=group=x
expect 'c:exited ' "$(states)"
run_ok rm --latest
expect '' "$(states)"
run_ok rm --filter label=group=x
expect_stdout ''
run_ok rm -a
expect_stdout ''
