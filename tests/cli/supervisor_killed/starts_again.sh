#!/usr/bin/env bash
# a container whose supervisor was killed starts again after its end, with a supervisor, its log going on
. "$(dirname "$0")/lib.sh"
orphan web

run_ok restart -t 5 web
is_state web running || fail "restarted, it is $(state web)"
[ "$(pid_of web)" != "$process" ] || fail "it is the same process"
process_is_gone "$process" || fail "the former process lives"
run_ok inspect web
expect true "$(json '.[0].State.Supervised')" "supervised"
wait_for log_has web 'ready'
expect 2 "$("$SKIFF" logs web | grep -c ready)" "lines of the log"
process=$(pid_of web)
kill_supervisor web
kill -KILL "$process"
wait_for process_is_gone "$process"
run_ok start web
is_state web running || fail "started, it is $(state web)"
run_ok stop web
run_ok wait web
expect_stdout 0
