#!/usr/bin/env bash
# ps and inspect show a container whose supervisor was killed as running, and say that nobody supervises it; its log is there
. "$(dirname "$0")/lib.sh"
orphan web

run_ok ps
expect_stdout_like ' Up .* web *$'
run_ok inspect web
expect "running true $process 0 false" "$(json '.[0].State | "\(.Status) \(.Running) \(.Pid) \(.ConmonPid) \(.Supervised)"')"
run_ok logs web
expect_stdout ready
run_ok start web
expect "$process" "$(pid_of web)" "the process after a start of what runs"
expect_one_line_error 125 attach web
expect_stderr_like 'its supervisor was killed'
run_fails 2 rm web
expect_stderr 'Error: cannot remove web: it is running; stop it first, or use rm -f'
