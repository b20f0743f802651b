#!/usr/bin/env bash
# restart takes --all, those --running, the --latest, a --cidfile, or those that a --filter passes; --signal comes first
. "$(dirname "$0")/../lib.sh"
make_rootfs_image box

states() { "$SKIFF" ps -a --sort names --format '{{.Names}}:{{.State}}' | tr '\n' ' '; }
run_ok create --name a -l group=x --cidfile "$T/id" box sleep 1000
run_ok create --name b box sleep 1000
run_ok run -d --name c box sh -c 'trap "echo heeded; exit" USR1; while :; do sleep 0.05; done'
before=$(pid_of c)
wait_for is_state c running
run_ok restart -t 5 --signal USR1 --running
expect 'a:created b:created c:running ' "$(states)"
[ "$(pid_of c)" != "$before" ] || fail "it was not restarted"
run_ok restart --cidfile "$T/id"
expect 'a:running b:created c:running ' "$(states)"
run_ok stop -t 0 a
run_ok restart --filter label=group=x
expect 'a:running b:created c:running ' "$(states)"
before=$(pid_of c)
run_ok restart --timeout 0 --latest
[ "$(pid_of c)" != "$before" ] || fail "the latest was not restarted"
run_ok restart -t 0 --all
expect 'a:running b:running c:running ' "$(states)"
