#!/usr/bin/env bash
# logs, attach and exec of an ended container make no runtime directory
. "$(dirname "$0")/../lib.sh"

run_ok run --name ended hello --print done
expect_stdout done
is_gone() { [ -z "$(ls "$SKIFF_RUNROOT/containers")" ]; }
wait_for is_gone # its supervisor takes it away after the exit was told
run_ok logs -f ended
expect_stdout done
run_fails 125 attach ended
expect_stderr 'Error: cannot attach to ended: it is not running
skiff start -ai ended starts it and attaches'
run_fails 255 exec ended /hello
expect_stderr 'Error: cannot exec in ended: it is not running
skiff start ended starts it'
is_gone || fail 'a runtime directory is left'
